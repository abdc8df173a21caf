// compile: tensor-with-integer at 2:33
let n = 3
let t = Tensor(NDArray([1, 2])) + n
