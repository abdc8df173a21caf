// compile: optional-not-unwrapped at 2:15
let d = ["a": 1]
let x: Int = d["a"]
