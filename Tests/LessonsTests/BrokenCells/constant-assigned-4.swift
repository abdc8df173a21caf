// compile: constant-assigned at 2:3
let a = [1,2]
a.append(3)
