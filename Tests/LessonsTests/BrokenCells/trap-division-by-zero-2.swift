// trap: division-by-zero at 2:27
func part(_ n: Int) -> Int {
  [1, 2, 3].map { $0 + 10 % n }.count
}
print(part(0))
