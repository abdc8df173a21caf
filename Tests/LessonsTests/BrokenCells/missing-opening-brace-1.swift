// compile: missing-opening-brace at 1:10
if x == 3:
  print(1)
