// compile: missing-separator at 1:17
let a = [1, 2, 3
print(a)
