// trap: found-nil at 2:18
let ages = ["Ada": 36]
print(ages["Bea"]! + 1)
