/// A matrix as colours: [rows, columns], row-major, first row on top.
public struct HeatMap: Codable, Sendable, Equatable {
  /// Diverging is symmetric about 0; sequential runs from the least to the greatest value.
  public enum Scale: String, Codable, Sendable { case diverging, sequential }

  public var name: String
  public var rows: Int
  public var columns: Int
  public var values: [Double]
  public var scale: Scale
  public var rowLabels: [String]
  public var columnLabels: [String]
  /// Write each number into its cell when there is room.
  public var showsNumbers: Bool
  /// Written instead of the numbers, one for each value; a second line is left out where there is room for one only.
  public var inscriptions: [String]?
  /// What the ends of a sequential scale stand for; nil: the least and the greatest value.
  public var range: ClosedRange<Double>?
  /// Shows through where values are near 0: what an attribution is about.
  public var picture: ImageGrid.Picture?

  public init(
    _ name: String, rows: Int, columns: Int, values: [Double], scale: Scale = .diverging, rowLabels: [String] = [],
    columnLabels: [String] = [], showsNumbers: Bool = true, inscriptions: [String]? = nil,
    range: ClosedRange<Double>? = nil, over picture: ImageGrid.Picture? = nil
  ) {
    self.name = name
    self.rows = rows
    self.columns = columns
    self.values = values
    self.scale = scale
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.showsNumbers = showsNumbers
    self.inscriptions = inscriptions
    self.range = range
    self.picture = picture
  }
}
