// compile: type-parameter-unclear at 2:9
func f<T>() -> T { fatalError() }
let g = f()
