// trap: memory-fault at 2:17
let address = UnsafeMutablePointer<Int>(bitPattern: 16)!
address.pointee = 3
