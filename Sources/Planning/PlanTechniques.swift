/// What a plan does for speed. Each can be left out, to measure what it gains and to test that it changes nothing else.
public struct PlanTechniques: OptionSet, Sendable, CaseIterable, CustomStringConvertible {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Elementwise operations and folds in one pass.
  public static let fusion = PlanTechniques(rawValue: 1)
  /// All steps on a few examples after another, rather than each step on all.
  public static let chunks = PlanTechniques(rawValue: 2)
  /// Equal computations made once.
  public static let sharing = PlanTechniques(rawValue: 4)
  /// Values computed inside the value that they will be part of.
  public static let joining = PlanTechniques(rawValue: 8)
  /// Products of one sum over examples added to the same memory.
  public static let jointSums = PlanTechniques(rawValue: 16)
  /// What only the update needs is computed with the update.
  public static let delay = PlanTechniques(rawValue: 32)

  /// One worker where the work would not pay for a second.
  public static let thrift = PlanTechniques(rawValue: 64)
  /// A transposed matrix that several products read is turned once, before them.
  public static let turning = PlanTechniques(rawValue: 128)

  public static let allCases: [PlanTechniques] = [
    .fusion, .chunks, .sharing, .joining, .jointSums, .delay, .thrift, .turning,
  ]
  public static let all = PlanTechniques(allCases)

  public var description: String {
    let names = ["fusion", "chunks", "sharing", "joining", "joint sums", "delay", "thrift", "turning"]
    return zip(Self.allCases, names).filter { contains($0.0) }.map(\.1).joined(separator: ", ")
  }
}
