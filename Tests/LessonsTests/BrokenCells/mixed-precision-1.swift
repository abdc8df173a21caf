// compile: mixed-precision at 2:17
let x: Float = 1.0
let y: Double = x
