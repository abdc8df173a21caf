// compile: text-index at 2:7
let s = "abc"
print(s[0])
