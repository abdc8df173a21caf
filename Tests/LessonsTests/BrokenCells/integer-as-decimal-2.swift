// compile: integer-as-decimal at 3:6
func f(a: Double) { }
let n = 3
f(a: n)
