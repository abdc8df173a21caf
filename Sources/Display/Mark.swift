/// One layer of a chart. Every array of one mark has the same length; NaN and ±infinity are kept and drawn as such.
public enum Mark: Codable, Sendable, Equatable {
  case line(Line)
  case points(Points)
  case bars(Bars)
  case histogram(Histogram)
  case boxes(Boxes)
  case heatMap(HeatMap)
  case regions(Regions)
  case path(Path)
  case spans(Spans)
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
    /// Every point has a marker: for a few measured ones.
    public var marked: Bool

    public init(
      _ name: String, x: [Double], y: [Double], lower: [Double]? = nil, upper: [Double]? = nil, role: Role? = nil,
      dashed: Bool = false, marked: Bool = false
    ) {
      self.name = name
      self.x = x
      self.y = y
      self.lower = lower
      self.upper = upper
      self.role = role
      self.dashed = dashed
      self.marked = marked
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

// Marks without their type's name: `.points("Adelie", x: flipper, y: mass)`.
extension Mark {
  public static func line(
    _ name: String, x: [Double], y: [Double], role: Role? = nil, dashed: Bool = false, marked: Bool = false
  ) -> Mark {
    .line(Line(name, x: x, y: y, role: role, dashed: dashed, marked: marked))
  }
  public static func points(_ name: String, x: [Double], y: [Double], role: Role? = nil) -> Mark {
    .points(Points(name, x: x, y: y, role: role))
  }
  public static func bars(_ name: String, _ values: [Double], errors: [Double]? = nil, role: Role? = nil) -> Mark {
    .bars(Bars(name, values: values, errors: errors, role: role))
  }
  public static func boxes(_ name: String, _ groups: [[Double]], role: Role? = nil) -> Mark {
    .boxes(Boxes(name, groups: groups, role: role))
  }
  public static func path(_ name: String, x: [Double], y: [Double], role: Role? = nil) -> Mark {
    .path(Path(name, x: x, y: y, role: role))
  }
  public static func horizontalRule(_ name: String, at position: Double) -> Mark {
    .rule(Rule(name, .horizontal, at: position))
  }
  public static func verticalRule(_ name: String, at position: Double) -> Mark {
    .rule(Rule(name, .vertical, at: position))
  }
}
