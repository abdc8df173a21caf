// compile: misspelt-name at 2:35
let layers = [4, 2, 1]
for i in 0...layers.count { print(layrs[i]) }
