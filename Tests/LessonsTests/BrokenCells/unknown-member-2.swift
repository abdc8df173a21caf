// compile: unknown-member at 1:22
let x = 5; let y = x.squared
