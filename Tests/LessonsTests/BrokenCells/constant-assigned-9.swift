// compile: constant-assigned at 2:2
let d = [String: Int]()
d["a"] = 1
