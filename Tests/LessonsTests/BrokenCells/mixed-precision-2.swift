// compile: mixed-precision at 3:9
let f: Float = 1
let d = 2.5
print(f * d)
