// trap: shape-mismatch at 3:16
let x = Tensor(NDArray([[1, 2], [3, 4]]))
let w = Tensor(NDArray([[1, 2, 3]]))
let hidden = x.matmul(w)
