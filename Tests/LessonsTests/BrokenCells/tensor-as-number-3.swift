// compile: tensor-as-number at 3:3
func f(_ x: Double) {}
let t = Tensor(NDArray([1, 2]))
f(t)
