// compile: result-unused at 2:1
func f() -> Int { 3 }
f()
