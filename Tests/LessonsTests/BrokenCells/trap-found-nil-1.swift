// trap: found-nil at 2:21
let text = "3.x"
let x = Double(text)!
