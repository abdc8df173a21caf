// compile: text-as-number at 2:10
var a = [Int]()
a.append("x")
