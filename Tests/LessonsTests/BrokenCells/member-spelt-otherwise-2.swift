// compile: member-spelt-otherwise at 2:3
let a = "x"
a.push("c")
