// compile: not-an-optional at 1:4
if let x = 3 { }
