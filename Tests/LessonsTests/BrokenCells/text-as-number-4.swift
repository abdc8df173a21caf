// compile: text-as-number at 1:37
let a: Int = [1,2].reduce(0) { $0 + "x" }
