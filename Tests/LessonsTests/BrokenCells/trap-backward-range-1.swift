// trap: backward-range at 2:13
func steps(_ n: Int) {
  for i in 1..<n { print(i) }
}
steps(0)
