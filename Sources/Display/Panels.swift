/// Charts side by side as one figure: the layers of a network, its hidden units, several runs.
public struct Panels: Codable, Sendable, Equatable {
  public var title: String
  public var charts: [Chart]
  /// At most this many in a row; fewer where they would become too small.
  public var columns: Int
  /// The same bounds and colours in every chart, so that they can be compared.
  public var sharesScales: Bool
  /// Replaces the alt text made from the charts.
  public var alternativeText: String?

  public init(
    title: String, charts: [Chart], columns: Int = 3, sharesScales: Bool = true, alternativeText: String? = nil
  ) {
    self.title = title
    self.charts = charts
    self.columns = columns
    self.sharesScales = sharesScales
    self.alternativeText = alternativeText
  }
}
