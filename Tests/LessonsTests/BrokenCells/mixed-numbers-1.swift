// compile: mixed-numbers at 2:13
let n = 3
let d = 2.0 * n
