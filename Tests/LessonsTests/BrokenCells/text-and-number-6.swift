// compile: text-and-number at 2:31
let names = ["a": 1]
for (k, v) in names { print(k + v) }
