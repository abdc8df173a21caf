// compile: missing-argument at 1:23
let f = Double.random()
