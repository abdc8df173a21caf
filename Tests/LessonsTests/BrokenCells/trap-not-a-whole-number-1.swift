// trap: not-a-whole-number at 2:9
let zero = Double(CommandLine.arguments.count) - Double(CommandLine.arguments.count)
let n = Int(1 / zero)
