// compile: equals-in-condition at 2:7
var a = 1
if (a = 2) { }
