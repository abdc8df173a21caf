// compile: missing-argument-label at 2:3
func f(width: Int) {}
f(3)
