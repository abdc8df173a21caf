// compile: nil-without-optional at 1:14
let a: Int = nil
