// compile: missing-argument at 2:4
func f(_ a: Int, _ b: Int) {}
f(1)
