// compile: unknown-symbol at 3:9
let x = 5
let y = 2
print(x ** y)
