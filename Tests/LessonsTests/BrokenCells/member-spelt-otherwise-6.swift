// compile: member-spelt-otherwise at 1:17
let x = abs(-3).sqrt()
