// trap: index-out-of-range at 2:47
let list = [1, 2, 3]
let sums = [0, 1, 2].map { i in list[i] + list[i + 1] }
