// compile: extra-argument-label at 2:2
func f(_ width: Int) {}
f(width: 3)
