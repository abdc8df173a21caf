// compile: missing-operand at 1:13
let x = 3 & & 4
