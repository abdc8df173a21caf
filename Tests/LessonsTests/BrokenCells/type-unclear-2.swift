// compile: type-unclear at 1:9
let n = nil
