// compile: missing-argument at 2:11
struct A { init(a: Int) {} }
let a = A()
