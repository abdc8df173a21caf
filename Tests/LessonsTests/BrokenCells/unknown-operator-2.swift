// compile: unknown-operator at 1:10
let r = 0..10
