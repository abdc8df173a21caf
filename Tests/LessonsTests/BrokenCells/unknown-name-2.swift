// compile: unknown-name at 2:13
let é = 1
print("é", ñ)
