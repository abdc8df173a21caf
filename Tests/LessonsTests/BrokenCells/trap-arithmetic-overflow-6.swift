// trap: arithmetic-overflow at 2:13
let large = 1e30 * Double(CommandLine.arguments.count)
let whole = Int(large)
