// compile: misspelt-member at 2:11
let t = Tensor(NDArray([1, 2]))
let u = t.transposd()
