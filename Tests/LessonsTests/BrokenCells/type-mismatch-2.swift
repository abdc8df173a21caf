// compile: type-mismatch at 3:9
func f(_ x: Int) -> Int { x }
let y = f
let z = y + 1
