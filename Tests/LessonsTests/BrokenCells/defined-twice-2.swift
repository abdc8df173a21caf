// compile: defined-twice at 2:5
let a = 1
let a = 2
