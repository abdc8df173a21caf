// compile: missing-closing-parenthesis at 2:1
print("a"
let b = 3
