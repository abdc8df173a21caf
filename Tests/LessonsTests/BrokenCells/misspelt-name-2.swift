// compile: misspelt-name at 2:16
let name = "x"
print("hello \(nme)")
