// compile: constant-assigned at 2:2
let a: Array = [1, 2]
a[0] = 3
