// compile: optional-not-unwrapped at 2:16
let q: [Int] = [1]
let z: Int = q.first
