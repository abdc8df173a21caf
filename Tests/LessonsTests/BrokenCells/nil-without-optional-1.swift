// compile: nil-without-optional at 1:7
print(nil)
