// trap: empty-collection at 2:7
var queue: [Int] = []
queue.removeFirst()
