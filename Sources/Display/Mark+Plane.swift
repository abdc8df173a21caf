extension Mark {
  /// Values over a grid of x and y, coloured by class or by sign and size: a decision boundary.
  /// `values` is row-major with the lowest y first: [rows, columns].
  public struct Regions: Codable, Sendable, Equatable {
    public var name: String
    public var columns: Int
    public var rows: Int
    public var xRange: ClosedRange<Double>
    public var yRange: ClosedRange<Double>
    public var values: [Double]
    /// The value at which the boundary line is drawn.
    public var boundary: Double?
    /// Filled contours at these values; empty: round values chosen from the data; nil: a colour for every value.
    public var levels: [Double]?

    public init(
      _ name: String, columns: Int, rows: Int, xRange: ClosedRange<Double>, yRange: ClosedRange<Double>,
      values: [Double], boundary: Double? = nil, levels: [Double]? = nil
    ) {
      self.name = name
      self.columns = columns
      self.rows = rows
      self.xRange = xRange
      self.yRange = yRange
      self.values = values
      self.boundary = boundary
      self.levels = levels
    }
  }

  /// A way through the plane, in order: the parameters of a network while it learns. Its start and end are marked.
  public struct Path: Codable, Sendable, Equatable {
    public var name: String
    public var x: [Double]
    public var y: [Double]
    public var role: Role?

    public init(_ name: String, x: [Double], y: [Double], role: Role? = nil) {
      self.name = name
      self.x = x
      self.y = y
      self.role = role
    }
  }
}
