// trap: wrong-cast at 2:18
let thing: Any = [1, 2]
let list = thing as! [Double]
