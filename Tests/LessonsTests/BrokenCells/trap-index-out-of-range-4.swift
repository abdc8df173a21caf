// trap: index-out-of-range at 3:20
let matrix = [[1, 2], [3, 4]]
for row in 0..<3 {
  let line = matrix[row]
  print(line)
}
