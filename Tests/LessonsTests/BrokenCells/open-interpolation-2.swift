// compile: open-interpolation at 2:13
let x = 3;
let s = "a \(x"
print(s)
