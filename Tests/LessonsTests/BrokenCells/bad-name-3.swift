// compile: bad-name at 1:11
let x = 08a
