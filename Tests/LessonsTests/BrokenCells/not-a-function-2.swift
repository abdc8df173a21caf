// compile: not-a-function at 2:1
let x = 3
x()
