/// Ends the cell with a sentence: there is nothing to conclude from what was given. As in Tensors, which this module does not
/// import; in a function of its own for the same reason.
@inline(never)
func stop(_ sentence: @autoclosure () -> String) -> Never { fatalError(sentence(), file: "nnlearn/values") }

/// Refuses numbers that no mean or test can use.
func check(_ values: [Double], atLeast count: Int, _ caller: String, _ which: String = "numbers") {
  guard values.count >= count else {
    stop("\(caller) expects \(count) or more \(which); got \(values.count). Run more seeds.")
  }
  if let index = values.firstIndex(where: { !$0.isFinite }) {
    stop("\(caller) expects finite \(which); got \(values[index]) at index \(index). Look at that run first.")
  }
}

/// Refuses a margin that allows nothing.
func checkMargin(_ margin: Double) {
  guard margin > 0, margin.isFinite else {
    stop("equivalence expects a margin greater than 0, in the unit of the numbers; got \(margin).")
  }
}

/// Refuses a level that is no share.
func checkLevel(_ level: Double, _ caller: String) {
  guard level > 0, level < 1 else {
    stop(
      "\(caller): level must be greater than 0 and less than 1; got \(level). 0.05 is usual for a test, 0.95 for an "
        + "interval.")
  }
}
