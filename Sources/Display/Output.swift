/// What a cell or a command shows: plain values that travel as one JSON line from the maths process to the
/// lesson process. Everything a figure, a page or a terminal draws starts here; nothing here computes.
public enum Output: Codable, Sendable, Equatable {
  case text(String)
  case table(Table)
  case chart(Chart)
  case panels(Panels)
  case graph(GraphDrawing)
  case images(ImageGrid)
  case steps(StepThrough)
  case claim(Claim)
  case progress(Progress)
  case diagnostic(Diagnostic)
}

/// A table whose cells are already formatted; `alignments` has one entry per column.
public struct Table: Codable, Sendable, Equatable {
  public enum Alignment: String, Codable, Sendable { case leading, center, trailing }

  public var title: String
  public var columns: [String]
  public var alignments: [Alignment]
  public var rows: [[String]]

  public init(title: String = "", columns: [String], alignments: [Alignment]? = nil, rows: [[String]]) {
    self.title = title
    self.columns = columns
    self.alignments = alignments ?? columns.map { _ in .leading }
    self.rows = rows
  }
}

/// Small pictures side by side. Pixels are rows of bytes, `channels` (1 grey or 3 RGB) per pixel.
public struct ImageGrid: Codable, Sendable, Equatable {
  public struct Picture: Codable, Sendable, Equatable {
    public var caption: String
    public var width: Int
    public var height: Int
    public var channels: Int
    public var pixels: [UInt8]
    /// Marked by a frame and a cross.
    public var isWrong: Bool

    public init(
      caption: String, width: Int, height: Int, channels: Int, pixels: [UInt8], isWrong: Bool = false
    ) {
      self.caption = caption
      self.width = width
      self.height = height
      self.channels = channels
      self.pixels = pixels
      self.isWrong = isWrong
    }
  }

  public var title: String
  public var pictures: [Picture]
  public var columns: Int
  /// Sentences below the pictures.
  public var notes: [String]

  public init(title: String, pictures: [Picture], columns: Int, notes: [String] = []) {
    self.title = title
    self.pictures = pictures
    self.columns = columns
    self.notes = notes
  }
}

/// Where long work stands. Each new value with the same `label` replaces the one before it.
public struct Progress: Codable, Sendable, Equatable {
  public var label: String
  /// 0 … 1
  public var fraction: Double
  public var unitsDone: Int
  public var unitsTotal: Int
  public var secondsElapsed: Double
  /// The loss so far, thinned to a screenful, oldest first.
  public var loss: [Double]

  public init(
    label: String, fraction: Double, unitsDone: Int, unitsTotal: Int, secondsElapsed: Double, loss: [Double] = []
  ) {
    self.label = label
    self.fraction = fraction
    self.unitsDone = unitsDone
    self.unitsTotal = unitsTotal
    self.secondsElapsed = secondsElapsed
    self.loss = loss
  }
}

/// Anything that can be shown: `show(x)` in a cell sends `x.output` to the page.
public protocol Displayable {
  var output: Output { get }
}

extension Output: Displayable { public var output: Output { self } }
extension Table: Displayable { public var output: Output { .table(self) } }
extension Chart: Displayable { public var output: Output { .chart(self) } }
extension Panels: Displayable { public var output: Output { .panels(self) } }
extension GraphDrawing: Displayable { public var output: Output { .graph(self) } }
extension ImageGrid: Displayable { public var output: Output { .images(self) } }
extension HeatMap: Displayable {
  public var output: Output {
    .chart(Chart(title: name, x: Axis("column"), y: Axis("row"), marks: [.heatMap(self)]))
  }
}
