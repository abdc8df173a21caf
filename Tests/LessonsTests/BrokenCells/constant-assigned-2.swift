// compile: constant-assigned at 3:3
struct P { let x = 1 }
var p = P()
p.x = 3
