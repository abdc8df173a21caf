// compile: optional-not-unwrapped at 1:9
let x = Int("3") + 1
