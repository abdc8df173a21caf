// compile: constant-division-by-zero at 1:11
let x = 1 / 0
