// compile: extra-index at 2:11
let m = [[1,2],[3,4]]
print(m[0,1])
