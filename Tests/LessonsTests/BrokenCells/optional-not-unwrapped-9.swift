// compile: optional-not-unwrapped at 2:26
let data = [1.0, 2.0]
let first: Double = data.first
