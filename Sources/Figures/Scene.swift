/// A picture, resolved: every position in points (1/72 inch at scale 1), origin at the top left, every colour final.
/// Charts and graphs become scenes; scenes become SVG, PNG, PDF or terminal characters.
public struct Scene: Equatable, Sendable {
  public var width: Double
  public var height: Double
  public var background: Color
  public var elements: [Element]
  /// One line, for the SVG title.
  public var title: String
  /// Made from the data.
  public var alternativeText: String
  /// Orange in its rasters is below zero and blue above; else more colour is more. For terminals without colour.
  public var hasSignedColors: Bool

  public init(
    width: Double, height: Double, background: Color, elements: [Element] = [], title: String,
    alternativeText: String, hasSignedColors: Bool = true
  ) {
    self.width = width
    self.height = height
    self.background = background
    self.elements = elements
    self.title = title
    self.alternativeText = alternativeText
    self.hasSignedColors = hasSignedColors
  }

  public struct Point: Equatable, Sendable {
    public var x: Double
    public var y: Double

    public init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  public struct Rectangle: Equatable, Sendable {
    public var x: Double
    public var y: Double
    public var width: Double
    public var height: Double

    public init(x: Double, y: Double, width: Double, height: Double) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }
  }

  public struct Stroke: Equatable, Sendable {
    public var color: Color
    public var width: Double
    public var dashes: [Double]

    public init(_ color: Color, width: Double = 1, dashes: [Double] = []) {
      self.color = color
      self.width = width
      self.dashes = dashes
    }
  }

  public enum Anchor: Equatable, Sendable { case start, middle, end }

  public struct Font: Equatable, Hashable, Sendable {
    public var size: Double
    public var isBold: Bool
    public var isMonospaced: Bool

    public init(size: Double, isBold: Bool = false, isMonospaced: Bool = false) {
      self.size = size
      self.isBold = isBold
      self.isMonospaced = isMonospaced
    }
  }

  public indirect enum Element: Equatable, Sendable {
    case rectangle(Rectangle, cornerRadius: Double = 0, fill: Color? = nil, stroke: Stroke? = nil)
    case ellipse(Rectangle, fill: Color? = nil, stroke: Stroke? = nil)
    /// Straight segments; a NaN point breaks the line.
    case polyline([Point], Stroke)
    case polygon([Point], fill: Color? = nil, stroke: Stroke? = nil)
    /// Cubic Bézier: the start, then three points a segment.
    case curve([Point], Stroke)
    /// `at` is the baseline's anchor point; `rotation` in degrees, counter-clockwise.
    case text(String, at: Point, Font, Color, anchor: Anchor = .start, rotation: Double = 0)
    /// Cells of a raster, row-major from the top, drawn without smoothing: one fill for thousands of cells.
    case raster(Rectangle, columns: Int, rows: Int, colors: [Color])
    case clipped(to: Rectangle, [Element])
  }
}

public struct Color: Equatable, Hashable, Sendable {
  /// 0 … 1, sRGB.
  public var red: Double
  public var green: Double
  public var blue: Double
  public var alpha: Double

  public init(_ red: Double, _ green: Double, _ blue: Double, alpha: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// 0xRRGGBB
  public init(hex: UInt32, alpha: Double = 1) {
    self.init(
      Double(hex >> 16 & 0xFF) / 255, Double(hex >> 8 & 0xFF) / 255, Double(hex & 0xFF) / 255, alpha: alpha)
  }
}
