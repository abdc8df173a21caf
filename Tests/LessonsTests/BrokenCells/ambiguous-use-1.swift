// compile: ambiguous-use at 3:9
func f(_ a: Int) {}
func f(_ a: Double) {}
let g = f
