// compile: else-without-if at 3:1
if true {
  print(1)
else {
  print(2)
}
