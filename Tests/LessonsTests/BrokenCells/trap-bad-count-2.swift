// trap: bad-count at 2:10
let step = CommandLine.arguments.count - CommandLine.arguments.count
for i in stride(from: 0, to: 3, by: step) { print(i) }
