// compile: missing-try at 2:12
func f() throws {}
func g() { f() }
