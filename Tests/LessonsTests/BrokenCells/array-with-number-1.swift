// compile: array-with-number at 1:14
for i in 0..<[1,2] { }
