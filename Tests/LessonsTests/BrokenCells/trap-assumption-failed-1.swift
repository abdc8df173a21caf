// trap: assumption-failed at 2:3
func rate(_ x: Double) -> Double {
  precondition(x > 0, "a learning rate is positive")
  return x
}
print(rate(-1))
