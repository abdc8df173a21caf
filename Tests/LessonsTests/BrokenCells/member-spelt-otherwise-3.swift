// compile: member-spelt-otherwise at 1:17
let x = [1,2,3].sum()
