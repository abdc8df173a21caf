// compile: arguments-out-of-order at 2:9
func f(a: Int, b: Int) {}
f(b: 1, a: 2)
