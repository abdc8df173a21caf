// compile: compiler-warning at 1:10
#warning("x")
let p = UnsafePointer<Int>(bitPattern: 1)
