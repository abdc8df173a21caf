// compile: member-spelt-otherwise at 2:9
let t = Tensor(NDArray([1, 2]))
print(t.dot(t))
