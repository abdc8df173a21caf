// compile: extra-closing-bracket at 1:9
print(1))
