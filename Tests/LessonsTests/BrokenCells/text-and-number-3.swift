// compile: text-and-number at 1:11
print("a" * 3)
