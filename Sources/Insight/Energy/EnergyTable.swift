import Tensors

/// What one operation costs, in picojoules, as published for a technology: the figures that an estimate is made of.
public struct EnergyTable: Sendable, Equatable, CustomStringConvertible {
  /// "Horowitz 2014, 45 nm, float32"
  public let name: String
  public let source: String
  public let multiplication: Double
  public let addition: Double
  /// Of 32 bits from memory outside of the chip: the least and the greatest that are given for it.
  public let word: ClosedRange<Double>
  /// What is mostly quoted for it.
  public let usualWord: Double
  public let bytesPerNumber: Int

  /// - Parameters:
  ///   - multiplication: picojoules, as all the others.
  ///   - word: of 32 bits.
  public init(
    _ name: String, source: String, multiplication: Double, addition: Double, word: ClosedRange<Double>,
    usualWord: Double, bytesPerNumber: Int
  ) {
    let figures = [multiplication, addition, word.lowerBound, word.upperBound]
    guard figures.allSatisfy({ $0 >= 0 && $0.isFinite }), word.contains(usualWord), bytesPerNumber > 0 else {
      stop(
        "EnergyTable expects figures of 0 or more, a usual word within \(word), and 1 byte per number or more; got \(figures), "
          + "\(usualWord) and \(bytesPerNumber).")
    }
    self.name = name
    self.source = source
    self.multiplication = multiplication
    self.addition = addition
    self.word = word
    self.usualWord = usualWord
    self.bytesPerNumber = bytesPerNumber
  }

  public var description: String { name }

  private static let horowitz = "Horowitz 2014, doi:10.1109/ISSCC.2014.6757323"

  /// Numbers of 32 bits. 640 pJ for a word from memory are quoted after Han et al. 2015, arXiv:1506.02626, table 1;
  /// half and twice as much are the bounds.
  public static let float32 = EnergyTable(
    "Horowitz 2014, 45 nm, float32", source: horowitz, multiplication: 3.7, addition: 0.9, word: 320...1300,
    usualWord: 640, bytesPerNumber: 4)

  /// Whole numbers of 8 bits, four of them in a word.
  public static let int8 = EnergyTable(
    "Horowitz 2014, 45 nm, 8-bit integers", source: horowitz, multiplication: 0.2, addition: 0.03, word: 320...1300,
    usualWord: 640, bytesPerNumber: 1)

  public static let all = [float32, int8]
}
