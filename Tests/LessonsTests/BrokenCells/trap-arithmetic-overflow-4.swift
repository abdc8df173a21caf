// trap: arithmetic-overflow at 2:14
let wide = 300 + CommandLine.arguments.count
let narrow = UInt8(wide)
