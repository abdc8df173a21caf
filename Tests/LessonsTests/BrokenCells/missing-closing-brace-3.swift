// compile: missing-closing-brace at 1:17
for x in [1, 2] {
  print(x)

