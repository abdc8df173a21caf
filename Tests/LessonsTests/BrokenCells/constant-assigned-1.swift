// compile: constant-assigned at 2:1
let a = 3
a = 4
