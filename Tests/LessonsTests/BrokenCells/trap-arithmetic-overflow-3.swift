// trap: arithmetic-overflow at 2:20
func before(_ n: UInt) -> UInt {
  let previous = n - 1
  return previous
}
print(before(0))
