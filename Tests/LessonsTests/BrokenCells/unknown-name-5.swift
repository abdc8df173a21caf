// compile: unknown-name at 1:9
let x = y = 3
