extension Sequence where Element: Tensor {
  /// Each tensor once, in the order of first appearance. Tensors are told apart by identity, not by their numbers: a weight
  /// that two layers share is one parameter, however often it is listed.
  public var distinct: [Element] {
    var seen: Set<ObjectIdentifier> = []
    return filter { seen.insert(ObjectIdentifier($0)).inserted }
  }
}
