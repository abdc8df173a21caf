// compile: missing-separator at 1:11
print(1, 2
print(3)
