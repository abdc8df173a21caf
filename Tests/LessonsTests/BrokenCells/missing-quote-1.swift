// compile: missing-quote at 1:9
let s = "abc
print(s)
