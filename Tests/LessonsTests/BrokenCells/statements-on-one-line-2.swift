// compile: statements-on-one-line at 1:10
let a = 3 let b = 4
