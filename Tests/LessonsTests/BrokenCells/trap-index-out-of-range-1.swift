// trap: index-out-of-range at 2:13
let losses = [0.5, 0.2]
print(losses[2])
