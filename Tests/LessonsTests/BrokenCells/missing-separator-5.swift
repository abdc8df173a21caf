// compile: missing-separator at 1:36
let message = "loss: " + String(0.5
print(message)
