// compile: no-initial-value at 2:11
class A { let x: Int
 init() { } }
