// compile: missing-import-for-number at 1:14
let w = tanh(0.5)
