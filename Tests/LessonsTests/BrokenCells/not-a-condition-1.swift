// compile: not-a-condition at 1:4
if 1 { print(1) }
