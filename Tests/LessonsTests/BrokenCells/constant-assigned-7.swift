// compile: constant-assigned at 3:3
struct S { var a = 1 }
let s = S()
s.a = 3
