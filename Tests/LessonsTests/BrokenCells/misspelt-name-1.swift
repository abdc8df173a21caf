// compile: misspelt-name at 2:7
let count = 3
print(cuont)
