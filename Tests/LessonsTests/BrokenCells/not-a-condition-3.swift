// compile: not-a-condition at 1:15
let b: Bool = 1
