extension Primitive {
  /// Every operation there is, in the order a reader meets them. Tests, the gradient check, the reference table and
  /// `nnlearn ops` go through this list.
  public static let all: [Primitive] =
    leaves + arithmetic + raising + functions + nearZero + rounding + comparisons + linear + convolutions + poolings
    + reductions + scans + ordering + rearrangements + alongAxis + draws + ranks + bookkeeping

  /// The primitive of this name, as printed in graphs and stored in traces.
  public static func named(_ name: String) -> Primitive? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
