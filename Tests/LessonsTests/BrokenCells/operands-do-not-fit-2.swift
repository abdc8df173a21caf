// compile: operands-do-not-fit at 1:9
let x = -"a"
