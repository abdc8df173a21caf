// compile: missing-operand at 1:12
let z = 3 +
