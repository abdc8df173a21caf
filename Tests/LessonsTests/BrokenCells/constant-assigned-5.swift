// compile: constant-assigned at 2:3
let i = 3
i += 1
