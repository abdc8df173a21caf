// compile: missing-closing-parenthesis at 1:12
let a = max(1, 2
