// compile: optional-not-unwrapped at 2:4
let x: Int? = nil
if x > 3 { }
