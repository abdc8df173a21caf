// compile: unknown-member at 2:11
let a = 3
let b = a.0
