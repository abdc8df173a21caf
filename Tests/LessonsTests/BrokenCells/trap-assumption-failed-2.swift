// trap: assumption-failed at 2:1
let batch = 5
assert(batch % 2 == 0, "batches are even")
