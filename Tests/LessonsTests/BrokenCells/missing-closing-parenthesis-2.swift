// compile: missing-closing-parenthesis at 2:1
let a = (1 + 2
let b = 3
