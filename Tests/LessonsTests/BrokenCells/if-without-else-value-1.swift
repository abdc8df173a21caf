// compile: if-without-else-value at 1:9
let x = if true { 1 }
