import Tensors

/// A real data set that comes with the package, with its origin and licence.
///
/// To add one: put its files into Data, write a `static let`, and list it in `all`; the tests load and check it.
public struct Dataset: Sendable, CustomStringConvertible {
  enum Content: Sendable {
    case table(file: String)
    case images(file: String, labels: String)
  }

  public let name: String
  /// What one row is, and what can be learnt from it.
  public let summary: String
  /// "344 rows, 8 columns"; "1797 images [8, 8], 10 classes".
  public let shape: String
  public let licence: String
  public let attribution: String
  public let source: String
  let content: Content

  /// Every data set, in the order in which the course meets them.
  public static let all = [penguins, digits, iris]

  public static func named(_ name: String) -> Dataset? { all.first { $0.name == name } }

  /// "penguins   344 rows, 8 columns   …"
  public var description: String { "\(name)   \(shape)   \(summary)" }

  public static let penguins = Dataset(
    name: "penguins",
    summary: "One penguin a row, measured at Palmer Station, Antarctica: bill and flipper in millimetres, body mass "
      + "in grams, species, island, sex.",
    shape: "344 rows, 8 columns", licence: "CC0 1.0",
    attribution: "K. Gorman and Palmer Station LTER; palmerpenguins by A. Horst, A. Hill, K. Gorman (2020)",
    source: "palmerpenguins 0.1.6; Gorman, Williams & Fraser 2014, doi:10.1371/journal.pone.0090081",
    content: .table(file: "penguins.csv"))

  public static let digits = Dataset(
    name: "digits",
    summary: "Handwritten digits as images of 8×8 pixels, each 0 (paper) to 16 (ink), with the digit meant.",
    shape: "1797 images [8, 8], 10 classes",
    licence: "BSD 3-Clause (scikit-learn); UCI Machine Learning Repository, data set 80",
    attribution: "E. Alpaydin, C. Kaynak (1998), Optical Recognition of Handwritten Digits; copy from scikit-learn",
    source: "scikit-learn 1.9.1, sklearn/datasets/data/digits.csv, converted to IDX",
    content: .images(file: "digits8x8-images-idx3-ubyte", labels: "digits8x8-labels-idx1-ubyte"))

  public static let iris = Dataset(
    name: "iris",
    summary: "One flower a row: length and width of its sepals and petals in centimetres, and its class.",
    shape: "150 rows, 5 columns", licence: "BSD 3-Clause (scikit-learn); public data",
    attribution: "R. A. Fisher (1936); copy from scikit-learn",
    source: "scikit-learn 1.9.1; Fisher 1936, doi:10.1111/j.1469-1809.1936.tb02137.x",
    content: .table(file: "iris.csv"))
}

extension Dataset {
  /// The table of a data set that is one.
  public func frame() throws(DataProblem) -> DataFrame {
    guard case .table(let file) = content else {
      throw DataProblem("", "a table was wanted, but '\(name)' holds images: ask for examples().")
    }
    return try DataFrame(csv: try packagedFile(file), file: file, missing: ["", "NA", "NaN"])
  }

  /// The images and labels of a data set of images: inputs [n, rows, columns], targets [n].
  public func examples(type: ElementType = .float32) throws(DataProblem) -> Examples {
    guard case .images(let file, let labels) = content else {
      throw DataProblem("", "images were wanted, but '\(name)' is a table: ask for frame(), then choose columns.")
    }
    return try Examples(
      images: IDX.array(try packagedFile(file), file: file, type: type),
      labels: IDX.array(try packagedFile(labels), file: labels, type: type), file: labels)
  }
}
