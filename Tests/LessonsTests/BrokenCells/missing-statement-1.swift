// compile: missing-statement at 2:29
let x = 3
switch x { case 1: print(1) default: }
