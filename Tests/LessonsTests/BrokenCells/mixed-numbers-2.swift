// compile: mixed-numbers at 2:18
let total = 10.0, n = 4
let mean = total / n
