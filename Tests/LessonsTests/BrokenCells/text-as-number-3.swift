// compile: text-as-number at 1:32
func f(a: Int) -> Int { return "x" }
