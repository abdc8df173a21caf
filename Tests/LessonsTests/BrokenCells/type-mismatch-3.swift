// compile: type-mismatch at 2:19
let a = [1,2,3]
let b: [Double] = a
