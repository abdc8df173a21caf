// compile: open-interpolation at 1:15
print("hello \(3")
