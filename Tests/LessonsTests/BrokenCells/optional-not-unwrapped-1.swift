// compile: optional-not-unwrapped at 2:7
let q: Int? = 3
print(q + 1)
