// compile: not-a-sequence at 2:10
var total = 0
for i in 5 { total += i }
