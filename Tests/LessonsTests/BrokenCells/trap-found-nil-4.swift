// trap: found-nil at 2:7
var weight: Double!
print(weight + 1)
