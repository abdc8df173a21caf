// compile: integer-division at 2:30
let a = [1,2,3]
let b: [Double] = a.map { $0 / 2 }
