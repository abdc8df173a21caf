import Tensors

/// A real data set that comes with the package, with its origin and licence.
///
///     let (training, validation) = try Dataset.mnist.examples().stratifiedSplit(training: 0.8, seed: 1)
///
/// One of your own:
///
///     let squares = Dataset("squares", summary: "Numbers and their squares.") {
///       Examples(inputs: NDArray([[1], [2], [3]]), targets: NDArray([[1], [4], [9]]))
///     }
///     let (training, validation) = try squares.examples().split(training: 0.8, seed: 1)
///
/// To add one to the library: put its files into Data, write a `static let`, and list it in `all`; the tests load and check it.
public struct Dataset: Sendable, CustomStringConvertible {
  /// What it holds, which says what to ask for.
  public enum Kind: String, Sendable, CaseIterable {
    case table
    case images
    case sentences
    case lines
    case text
    case segmentation
    case sequences

    /// How its content is asked for.
    public var call: String {
      switch self {
      case .table: "frame()"
      case .images: "examples()"
      case .sentences: "sentences()"
      case .lines: "lines()"
      case .text: "text()"
      case .segmentation: "segmentation()"
      case .sequences: "sequences()"
      }
    }
  }

  /// Some data sets have a part of their own to measure with.
  public enum Part: String, Sendable, CaseIterable {
    case training
    case test
  }

  struct Content: Sendable {
    let kind: Kind
    /// Of each part, the names of its files.
    let files: [Part: [String]]
    /// Examples that are made or read by a function, in place of files.
    var made: (@Sendable () throws(DataProblem) -> Examples)?
    /// Where a package of the system puts the files, in place of this one.
    var installed: (folder: String, package: String)?

    init(_ kind: Kind, _ training: String..., test: [String]? = nil) {
      self.kind = kind
      files = test.map { [.training: training, .test: $0] } ?? [.training: training]
    }
  }

  /// As it is written in Swift: `Dataset.breastCancer` is "breastCancer".
  public let name: String
  /// What one row is, and what can be learnt from it.
  public let summary: String
  /// "344 rows, 8 columns"; "1797 images [8, 8], 10 classes".
  public let shape: String
  public let licence: String
  /// The file beside the data that holds the licence's text and the copyright notices, where the licence asks for it.
  public var notice: String?
  public let attribution: String
  public let source: String
  /// The names of the classes, in the order of their numbers, where images have some.
  public var classNames: [String]?
  private(set) var content: Content

  /// Every data set, in the order in which the course meets them.
  public static let all = [
    penguins, digits, iris, nuclei, mnist, fashion, breastCancer, wine, diabetes, autoMPG, concrete, airlinePassengers,
    sunspots, co2, japaneseVowels, filmReviews, productReviews, shakespeare, firstNames, glyphs, newYorkWeather,
  ]

  /// Data sets that a package of the system brings, too large to come with this one.
  public static let installable = [fashionFull]

  /// A data set of one's own, whose `examples()` a function makes or reads.
  ///
  /// - Parameters:
  ///   - summary: what one row is, and what can be learnt from it.
  ///   - shape: "344 rows, 8 columns".
  ///   - licence: and attribution and source: where it is from, and what may be done with it.
  ///   - classNames: in the order of their numbers, where the targets are labels.
  public init(
    _ name: String, summary: String = "", shape: String = "", licence: String = "", attribution: String = "",
    source: String = "", classNames: [String]? = nil, _ examples: @escaping @Sendable () throws(DataProblem) -> Examples
  ) {
    self.init(
      name: name, summary: summary, shape: shape, licence: licence, attribution: attribution, source: source,
      classNames: classNames, content: Content(.images))
    content.made = examples
  }

  init(
    name: String, summary: String, shape: String, licence: String, notice: String? = nil, attribution: String,
    source: String, classNames: [String]? = nil, content: Content
  ) {
    self.name = name
    self.summary = summary
    self.shape = shape
    self.licence = licence
    self.notice = notice
    self.attribution = attribution
    self.source = source
    self.classNames = classNames
    self.content = content
  }

  public static func named(_ name: String) -> Dataset? { (all + installable).first { $0.name == name } }

  public var kind: Kind { content.kind }

  /// Its files in the package.
  package var fileNames: [String] { Part.allCases.flatMap { content.files[$0] ?? [] } }

  /// "penguins   344 rows, 8 columns   …"
  public var description: String { "\(name)   \(shape)   \(summary)" }

  /// The licence's text with the copyright notices, where it asks to go with the data.
  public func licenceText() throws(DataProblem) -> String? {
    guard let notice else { return nil }
    return try TextFile(try packagedFile(notice), file: notice).text
  }
}
