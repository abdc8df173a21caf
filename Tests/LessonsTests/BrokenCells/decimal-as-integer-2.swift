// compile: decimal-as-integer at 2:6
func f(a: Int) { }
f(a: 3.5)
