// compile: text-and-number at 1:13
let s = "a" + 1
