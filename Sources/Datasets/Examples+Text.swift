extension Examples: CustomStringConvertible {
  /// How many there are, some of their numbers, and the notes: "150 examples: inputs [150, 4] [[5.1, 3.5, 1.4, 0.2], …],
  /// targets …".
  public var description: String {
    let counted = "\(count) \(count == 1 ? "example" : "examples")"
    let numbers = "inputs \(inputs.shape) \(inputs.numbersText), targets \(targets.shape) \(targets.numbersText)"
    return (["\(counted): \(numbers)"] + notes).joined(separator: "\n")
  }
}
