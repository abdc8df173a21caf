// compile: number-as-text at 1:17
let x: String = 3
