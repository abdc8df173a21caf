// compile: not-a-condition at 1:7
while "x" { }
