// compile: unknown-member at 2:9
let a = (1, 2)
print(a.3)
