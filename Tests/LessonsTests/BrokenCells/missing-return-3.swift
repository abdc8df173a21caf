// compile: missing-return at 3:3
func f(_ a: Int) -> Int {
  print(a)
  a
}
