// compile: text-as-number at 2:5
var x = 5
x = "five"
