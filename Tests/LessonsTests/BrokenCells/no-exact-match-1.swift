// compile: no-exact-match at 2:8
let a = [1,2,3]
print(a["x"])
