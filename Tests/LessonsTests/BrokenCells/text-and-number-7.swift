// compile: text-and-number at 1:20
let msg = "loss: " + 0.5
