// compile: missing-closing-brace at 1:10
func f() {
  print(1)
