// compile: missing-import at 1:9
let y = sqrt(2.0)
