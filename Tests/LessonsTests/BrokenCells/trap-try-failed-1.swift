// trap: try-failed at 4:18
struct Stop: Error {}
func read() throws -> Int { throw Stop() }
print("before")
let value = try! read()
