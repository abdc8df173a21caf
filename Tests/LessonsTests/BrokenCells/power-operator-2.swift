// compile: power-operator at 2:7
let x = 1.5
print(x^2)
