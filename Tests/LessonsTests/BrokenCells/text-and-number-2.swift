// compile: text-and-number at 2:9
var a = 3
print(a == "3")
