// compile: bad-name at 1:6
var 1x = 3
