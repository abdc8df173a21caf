// compile: text-and-number at 2:9
let n = 3
print(n + "a")
