// compile: operands-do-not-fit at 3:9
struct A {}
let a = A()
print(a == a)
