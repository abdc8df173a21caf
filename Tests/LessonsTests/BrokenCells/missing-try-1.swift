// compile: missing-try at 2:9
func f() throws -> Int { 1 }
let r = f()
