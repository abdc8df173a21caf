// compile: text-as-number at 1:9
let x = "a" as Int
