// compile: optional-not-unwrapped at 2:7
let x = Int("3")
print(x + 1)
