// trap: found-nil at 2:31
let empty: [Double] = []
let best: Double = empty.max()!
