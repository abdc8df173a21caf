// compile: not-a-condition at 1:10
let y = !3
