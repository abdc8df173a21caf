// compile: missing-opening-brace at 2:15
let loss = 0.5
if loss < 0.1 print("good")
