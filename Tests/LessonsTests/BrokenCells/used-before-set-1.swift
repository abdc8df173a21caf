// compile: used-before-set at 2:7
var x: Int
print(x)
