// compile: unknown-name at 1:1
x = 3
