// compile: not-a-function at 3:7
struct L { func call(x: Int) -> Int { x } }
let l = L()
print(l(3))
