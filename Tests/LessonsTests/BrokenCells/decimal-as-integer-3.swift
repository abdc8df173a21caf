// compile: decimal-as-integer at 2:13
let x = 10
let y = x % 2.0
