// trap: division-by-zero at 2:25
func mean(_ sum: Int, _ count: Int) -> Int {
  let result = sum      / count
  return result
}
print(mean(3, 0))
