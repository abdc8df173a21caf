// compile: constant-assigned at 1:20
func f(_ v: Int) { v = 3 }
