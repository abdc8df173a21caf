// compile: member-without-type at 1:10
let x = .pi
