// trap: duplicate-key at 1:13
let names = ["a": 1, "b": 2, "a": 3]
print(names)
