// compile: missing-separator at 2:10
let a = [1, 2, 3]
print(a[3:])
