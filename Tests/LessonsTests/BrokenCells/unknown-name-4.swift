// compile: unknown-name at 1:19
func g() -> Int { h }
let k = g()
