// trap: endless-recursion at 2:7
func depth(_ n: Int) -> Int {
  1 + depth(n + 1)
}
print(depth(0))
