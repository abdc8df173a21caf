// compile: sum-with-integer at 2:25
let xs = [1.0, 2.0]
let mean = xs.reduce(0, +) / xs.count
