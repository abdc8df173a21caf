// trap: index-out-of-range at 2:52
func pick(_ list: [Int], _ i: Int) -> Int {
  let doubled = list.map { $0 * 2 }; return doubled[i]
}
print(pick([1], -1))
