// compile: unexpected-return at 1:19
func f() { return 3 }
