// compile: missing-import at 1:9
let y = exp(Tensor(NDArray([1, 2])).scalar)
