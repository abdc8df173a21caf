// compile: constant-assigned at 1:18
for i in 1...3 { i = 4 }
