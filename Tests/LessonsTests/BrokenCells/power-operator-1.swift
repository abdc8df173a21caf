// compile: power-operator at 1:15
let x = 2^3 + 2.0^3
