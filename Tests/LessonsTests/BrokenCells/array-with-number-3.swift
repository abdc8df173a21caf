// compile: array-with-number at 2:11
let x: [Int] = [1, 2]
let y = x * 2
