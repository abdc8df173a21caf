// compile: method-changes-itself at 1:35
struct P { var x: Int; func m() { x = 3 } }
