// compile: bad-name at 1:7
let a b = 3
