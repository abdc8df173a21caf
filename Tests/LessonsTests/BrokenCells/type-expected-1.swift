// compile: type-expected at 1:8
let x := 3
