// compile: missing-return at 1:19
func f() -> Int { }
