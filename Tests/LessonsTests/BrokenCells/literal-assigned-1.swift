// compile: literal-assigned at 1:7
print(1 = 1)
