// compile: missing-ampersand at 3:3
func f(_ x: inout Int) {}
var z = 1
f(z)
