// compile: integer-division at 2:36
let xs = [1.0, 2.0]
let mean: Double = xs.reduce(0, +) / xs.count
