// compile: wrong-argument-label at 2:2
func f(width: Int) {}
f(height: 3)
