// compile: number-as-text at 2:17
@discardableResult func f() -> Int { 1 }
let x: String = f()
