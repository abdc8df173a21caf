extension Examples: CustomStringConvertible {
  /// How many there are, and some of their numbers: "150 examples: inputs [150, 4] [[5.1, 3.5, 1.4, 0.2], …], targets …".
  public var description: String {
    "\(count) \(count == 1 ? "example" : "examples"): inputs \(inputs.shape) \(inputs.numbersText), "
      + "targets \(targets.shape) \(targets.numbersText)"
  }
}
