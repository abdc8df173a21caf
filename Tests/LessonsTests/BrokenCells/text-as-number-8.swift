// compile: text-as-number at 2:15
func train(epochs: Int) {}
train(epochs: "10")
