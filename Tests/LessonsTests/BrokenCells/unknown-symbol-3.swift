// compile: unknown-symbol at 1:11
let x = 3 × 2
