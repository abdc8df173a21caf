// trap: arithmetic-overflow at 2:10
func opposite(_ n: Int) -> Int {
  return -n
}
print(opposite(.min))
