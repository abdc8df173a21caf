// compile: type-mismatch at 1:9
let c = true + 1
