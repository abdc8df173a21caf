// compile: member-spelt-otherwise at 1:16
let y = Double.Pi
