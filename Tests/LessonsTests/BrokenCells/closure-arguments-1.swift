// compile: closure-arguments at 1:23
let p: (Int) -> Int = { $0 + $1 }
