// compile: array-with-number at 1:15
let v = [1,2] + 3
