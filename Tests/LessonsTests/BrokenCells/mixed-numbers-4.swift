// compile: mixed-numbers at 2:18
let a = [1,2,3]
print(a.map { $0 * 0.5 })
