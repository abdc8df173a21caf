// compile: optional-not-unwrapped at 2:21
let x: Double? = 3
let y: Double = 2 * x
