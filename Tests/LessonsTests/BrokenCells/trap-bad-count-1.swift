// trap: bad-count at 2:19
let n = 2 - 4 * CommandLine.arguments.count
let list = [Double](repeating: 0, count: n)
