// compile: unknown-operator at 2:2
let x = 5
x++
