// compile: decimal-as-integer at 1:14
let a: Int = 3.5
