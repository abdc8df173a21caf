// compile: integer-as-decimal at 2:9
let n: Int = 3
let x = n as Double
