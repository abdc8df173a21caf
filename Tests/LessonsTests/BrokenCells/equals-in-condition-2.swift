// compile: equals-in-condition at 2:9
var i = 0
while i = 3 { i += 1 }
