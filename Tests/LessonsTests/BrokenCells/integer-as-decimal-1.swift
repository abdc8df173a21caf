// compile: integer-as-decimal at 2:17
let n = 3
let d: Double = n
