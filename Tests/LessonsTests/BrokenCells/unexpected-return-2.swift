// compile: unexpected-return at 1:38
func f(_ n: Int) { if n > 1 { return 3 } }
