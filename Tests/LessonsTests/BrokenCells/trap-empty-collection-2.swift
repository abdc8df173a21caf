// trap: empty-collection at 3:17
var stack = [1]
_ = stack.popLast()
let top = stack.removeLast()
