// compile: integer-division at 4:19
let x = Double(3 / 2)
let y: Double = 3 / 2
let n = 3
let z: Double = n / 2
print(x,y,z)
