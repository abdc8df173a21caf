// compile: cast-always-fails at 1:11
let x = 3 as! String
