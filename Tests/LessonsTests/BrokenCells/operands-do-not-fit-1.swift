// compile: operands-do-not-fit at 2:13
struct V { var x = 0.0 }
let v = V() + V()
