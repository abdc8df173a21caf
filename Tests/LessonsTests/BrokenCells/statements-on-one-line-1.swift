// compile: statements-on-one-line at 1:10
let x = 3 if true else 4
