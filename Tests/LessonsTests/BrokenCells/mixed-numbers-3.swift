// compile: mixed-numbers at 3:9
let i = 3
let f: Float = 2
print(f * i)
