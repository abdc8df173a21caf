// compile: extra-argument at 2:6
func f(_ a: Int) {}
f(1, 2)
