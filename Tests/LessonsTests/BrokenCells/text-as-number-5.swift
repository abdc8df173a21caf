// compile: text-as-number at 2:11
func f(_ x: Int) -> Int { x }
let y = f("3")
