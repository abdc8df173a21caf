// trap: error-not-caught at 3:39
enum Problem: Error { case noData }
func load(_ name: String) throws -> [Int] {
  if name.isEmpty { print("nothing"); throw Problem.noData }
  return [1]
}
let data = try load("")
