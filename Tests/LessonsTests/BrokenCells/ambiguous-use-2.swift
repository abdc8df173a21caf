// compile: ambiguous-use at 3:9
func f(x: Int) -> Int { x }
func f(x: Int) -> Double { 1 }
let y = f(x: 3)
