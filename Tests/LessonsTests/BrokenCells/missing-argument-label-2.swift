// compile: missing-argument-label at 2:6
func train(epochs: Int, rate: Double) {}
train(10, 0.1)
