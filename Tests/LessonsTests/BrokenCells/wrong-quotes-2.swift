// compile: wrong-quotes at 1:7
print(“hello”)
