// compile: not-a-sequence at 2:12
let a = [1, 2, 3]
for i in a.count { print(i) }
