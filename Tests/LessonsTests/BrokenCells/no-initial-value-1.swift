// compile: no-initial-value at 1:5
let x
