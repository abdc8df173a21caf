// compile: constant-assigned at 2:8
let history: [Double] = []
history[0] = 1.0
