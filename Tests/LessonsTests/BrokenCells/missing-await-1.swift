// compile: missing-await at 2:20
func f() async -> Int { 1 }
func g() { let x = f() }
