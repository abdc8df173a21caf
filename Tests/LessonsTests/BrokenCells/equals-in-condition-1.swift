// compile: equals-in-condition at 2:6
let a = 3
if a = 3 { print(1) }
