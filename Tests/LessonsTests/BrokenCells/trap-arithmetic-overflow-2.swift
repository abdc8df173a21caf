// trap: arithmetic-overflow at 2:17
func factorial(_ n: Int) -> Int {
  n < 2 ? 1 : n * factorial(n - 1)
}
print(factorial(30))
