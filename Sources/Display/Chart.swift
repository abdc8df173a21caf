/// A chart as data: what is plotted, never how. `Figures` resolves ranges, ticks and colours and draws it.
public struct Chart: Codable, Sendable, Equatable {
  public var title: String
  public var x: Axis
  public var y: Axis
  /// Drawn in order, later ones on top.
  public var marks: [Mark]
  /// Replaces the alt text made from the data.
  public var alternativeText: String?

  public init(title: String, x: Axis, y: Axis, marks: [Mark], alternativeText: String? = nil) {
    self.title = title
    self.x = x
    self.y = y
    self.marks = marks
    self.alternativeText = alternativeText
  }
}

public struct Axis: Codable, Sendable, Equatable {
  public enum Scale: String, Codable, Sendable { case linear, logarithmic, categories }

  /// Includes the unit: "flipper length (mm)".
  public var label: String
  public var scale: Scale
  /// nil: from the data.
  public var lower: Double?
  public var upper: Double?
  /// Names for 0, 1, 2 … when `scale` is `.categories`.
  public var categories: [String]

  public init(
    _ label: String, scale: Scale = .linear, lower: Double? = nil, upper: Double? = nil, categories: [String] = []
  ) {
    self.label = label
    self.scale = scale
    self.lower = lower
    self.upper = upper
    self.categories = categories
  }
}

/// The colour of a thing is its role; the theme decides what that looks like in light, dark and print.
public enum Role: String, Codable, Sendable, CaseIterable {
  case input, parameter, intermediate, output, target, loss, gradient, update, accent, muted
  case series1, series2, series3, series4, series5, series6, series7
}

/// One layer of a chart. Every array of one mark has the same length; NaN and ±infinity are kept and drawn as such.
public enum Mark: Codable, Sendable, Equatable {
  case line(Line)
  case points(Points)
  case bars(Bars)
  case histogram(Histogram)
  case heatMap(HeatMap)
  case regions(Regions)
  case rule(Rule)
  case label(Label)

  /// A curve; `lower` and `upper` (both or neither) draw its spread as a band.
  public struct Line: Codable, Sendable, Equatable {
    public var name: String
    public var x: [Double]
    public var y: [Double]
    public var lower: [Double]?
    public var upper: [Double]?
    public var role: Role?
    public var dashed: Bool

    public init(
      _ name: String, x: [Double], y: [Double], lower: [Double]? = nil, upper: [Double]? = nil, role: Role? = nil,
      dashed: Bool = false
    ) {
      self.name = name
      self.x = x
      self.y = y
      self.lower = lower
      self.upper = upper
      self.role = role
      self.dashed = dashed
    }
  }

  public struct Points: Codable, Sendable, Equatable {
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

  /// One bar per category of the x axis; several `bars` marks stand side by side.
  public struct Bars: Codable, Sendable, Equatable {
    public var name: String
    public var values: [Double]
    /// Half the length of each error bar.
    public var errors: [Double]?
    public var role: Role?

    public init(_ name: String, values: [Double], errors: [Double]? = nil, role: Role? = nil) {
      self.name = name
      self.values = values
      self.errors = errors
      self.role = role
    }
  }

  /// `counts[i]` values lie between `edges[i]` and `edges[i + 1]`; `nonFinite` more lie nowhere.
  public struct Histogram: Codable, Sendable, Equatable {
    public var name: String
    public var edges: [Double]
    public var counts: [Int]
    public var nonFinite: Int
    public var role: Role?

    public init(_ name: String, edges: [Double], counts: [Int], nonFinite: Int = 0, role: Role? = nil) {
      self.name = name
      self.edges = edges
      self.counts = counts
      self.nonFinite = nonFinite
      self.role = role
    }
  }

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

    public init(
      _ name: String, columns: Int, rows: Int, xRange: ClosedRange<Double>, yRange: ClosedRange<Double>,
      values: [Double], boundary: Double? = nil
    ) {
      self.name = name
      self.columns = columns
      self.rows = rows
      self.xRange = xRange
      self.yRange = yRange
      self.values = values
      self.boundary = boundary
    }
  }

  /// A straight reference line across the plot.
  public struct Rule: Codable, Sendable, Equatable {
    public enum Direction: String, Codable, Sendable { case horizontal, vertical }

    public var name: String
    public var direction: Direction
    public var position: Double

    public init(_ name: String, _ direction: Direction, at position: Double) {
      self.name = name
      self.direction = direction
      self.position = position
    }
  }

  public struct Label: Codable, Sendable, Equatable {
    public var text: String
    public var x: Double
    public var y: Double

    public init(_ text: String, x: Double, y: Double) {
      self.text = text
      self.x = x
      self.y = y
    }
  }
}

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

  public init(
    _ name: String, rows: Int, columns: Int, values: [Double], scale: Scale = .diverging, rowLabels: [String] = [],
    columnLabels: [String] = [], showsNumbers: Bool = true
  ) {
    self.name = name
    self.rows = rows
    self.columns = columns
    self.values = values
    self.scale = scale
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.showsNumbers = showsNumbers
  }
}

// Marks without their type's name: `.points("Adelie", x: flipper, y: mass)`.
extension Mark {
  public static func line(_ name: String, x: [Double], y: [Double], role: Role? = nil, dashed: Bool = false) -> Mark {
    .line(Line(name, x: x, y: y, role: role, dashed: dashed))
  }
  public static func points(_ name: String, x: [Double], y: [Double], role: Role? = nil) -> Mark {
    .points(Points(name, x: x, y: y, role: role))
  }
  public static func bars(_ name: String, _ values: [Double], errors: [Double]? = nil, role: Role? = nil) -> Mark {
    .bars(Bars(name, values: values, errors: errors, role: role))
  }
  public static func horizontalRule(_ name: String, at position: Double) -> Mark {
    .rule(Rule(name, .horizontal, at: position))
  }
  public static func verticalRule(_ name: String, at position: Double) -> Mark {
    .rule(Rule(name, .vertical, at: position))
  }
}
