/// Of how many numbers a row, [n, numbers], has to be.
public enum RowInput: Hashable, Sendable {
  /// Of this many: the answer is a row too.
  case size(Int)
  /// Of any number: the answer is a row of the same size.
  case anySize
  /// The layer takes other shapes, or does not know.
  case unknown
}

extension Activation {
  public var rowInput: RowInput { .anySize }
}
