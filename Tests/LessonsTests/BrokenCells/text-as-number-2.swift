// compile: text-as-number at 1:20
let a: [Int] = [1, "x"]
