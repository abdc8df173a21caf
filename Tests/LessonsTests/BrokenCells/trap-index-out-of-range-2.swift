// trap: index-out-of-range at 3:15
let losses = [0.5, 0.2]
for i in 0...losses.count {
  print(losses[i])
}
