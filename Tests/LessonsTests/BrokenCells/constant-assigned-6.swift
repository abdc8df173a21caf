// compile: constant-assigned at 1:21
let a = [1, 2, 3]; a[0] = 5
