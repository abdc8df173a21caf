// compile: unknown-name at 2:1
let x = 3
y = x + 1
