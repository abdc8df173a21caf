// compile: constant-overflow at 1:15
print(Int.max + 1)
