// compile: member-spelt-otherwise at 2:9
let a = [1,2]
print(a.length)
