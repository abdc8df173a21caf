// compile: unknown-member at 2:9
let k = ["a": 1, "b": 2]
print(k.a)
