// compile: missing-import at 1:9
let y = Date()
