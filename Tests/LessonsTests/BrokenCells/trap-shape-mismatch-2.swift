// trap: shape-mismatch at 2:5
func forward(_ x: Tensor) -> Tensor {
  x.matmul(x)
}
print(forward(Tensor(NDArray([1, 2]))).shape)
