// compile: text-as-number at 1:14
let x: Int = "3"
