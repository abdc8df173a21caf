// compile: optional-not-unwrapped at 2:7
let q: String? = nil
print(q.count)
