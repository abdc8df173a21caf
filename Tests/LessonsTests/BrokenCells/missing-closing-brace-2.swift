// compile: missing-closing-brace at 1:9
let a = {
let b = 3
