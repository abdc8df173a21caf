// compile: tensor-as-number at 2:6
let t = Tensor(NDArray([1, 2]))
if t > 0 { }
