// compile: missing-return at 3:1
func f(_ a: Int) -> Int {
  if a > 1 { return 2 }
}
