// compile: missing-import at 1:9
let p = pow(2, 3)
