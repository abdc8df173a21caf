// compile: missing-separator at 1:10
print(a[0:2])
