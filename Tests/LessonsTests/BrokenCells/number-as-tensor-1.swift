// compile: number-as-tensor at 1:17
let w = sigmoid(0.5)
