// compile: missing-import at 1:9
let u = URL(string: "x")
