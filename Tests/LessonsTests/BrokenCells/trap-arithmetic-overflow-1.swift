// trap: arithmetic-overflow at 3:9
var total: UInt8 = 250
for _ in 0..<10 {
  total += 1
}
