// compile: endless-recursion-warning at 1:34
func f(_ n: Int) -> Int { return f(n) }
