// compile: number-too-large at 1:16
let x: UInt8 = 300
