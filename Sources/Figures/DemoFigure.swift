import Display

/// One moment of a demonstration as a picture for a slide: title, key numbers in large letters, the figure; of two runs
/// that are compared, both side by side.
public struct DemoFigure: Sendable {
  /// One run of a demonstration at one moment.
  public struct Side: Sendable {
    /// What sets it apart: "learningRate = 0.1"; empty when there is one run only.
    public var label: String
    public var frame: DemoFrame

    public init(_ frame: DemoFrame, label: String = "") {
      self.frame = frame
      self.label = label
    }
  }

  /// 16 : 9, as slides are; higher only where words need it.
  public static let size = Scene.Point(960, 540)

  public let scene: Scene

  private static let margin = 24.0
  private static let titleFont = Scene.Font(size: 22, isBold: true)
  private static let placeFont = Scene.Font(size: 16)
  private static let labelFont = Scene.Font(size: 16, isBold: true)
  private static let numberFont = Scene.Font(size: 40, isBold: true)
  private static let nameFont = Scene.Font(size: 14)
  private static let captionFont = Scene.Font(size: 14)

  public init(_ sides: [Side], title: String = "", theme: Theme = .light) {
    let width = Self.size.x - 2 * Self.margin
    let sides = Self.comparable(sides)
    let places = Set(sides.map(\.frame.place))
    let header = Self.header(title, places.count == 1 ? places.first! : "", width: width, theme)
    let column = (width - Self.margin * Double(sides.count - 1)) / Double(max(1, sides.count))
    var elements = header.elements
    var bottom = header.y
    for (index, side) in sides.enumerated() {
      let part = Self.column(
        side, hasOwnPlace: places.count > 1, x: Self.margin + Double(index) * (column + Self.margin), y: header.y,
        width: column, theme)
      elements += part.elements
      bottom = max(bottom, part.y)
    }
    scene = Scene(
      width: Self.size.x, height: max(Self.size.y, bottom + Self.margin / 2), background: theme.background,
      elements: elements, title: title.isEmpty ? "Demonstration" : title,
      alternativeText: sides.map { side in
        (side.label.isEmpty ? "" : side.label + ": ") + AlternativeText.describe(side.frame)
      }.joined(separator: " "))
  }

  private static func header(_ title: String, _ place: String, width: Double, _ theme: Theme) -> GraphColumn {
    let placeSize = TextMeasure.size(of: place, in: placeFont)
    var column = GraphColumn(x: margin, y: margin, width: width - placeSize.width - margin, theme)
    let baseline = margin + TextMeasure.size(of: "Ég", in: titleFont).ascent
    column.addText(title.isEmpty ? " " : title, titleFont, gap: 6)
    let corner = Scene.Point(margin + width, baseline)
    column.add(([.text(place, at: corner, placeFont, theme.secondaryText, anchor: .end)], 1))
    return column
  }

  /// With the axes that all sides have in common.
  private static func comparable(_ sides: [Side]) -> [Side] {
    zip(sides, SharedAxes.applied(to: sides.map(\.frame.figure))).map { side, figure in
      var side = side
      side.frame.figure = figure
      return side
    }
  }

  private static func column(
    _ side: Side, hasOwnPlace: Bool, x: Double, y: Double, width: Double, _ theme: Theme
  ) -> GraphColumn {
    var column = GraphColumn(x: x, y: y, width: width, theme)
    let label = [side.label, hasOwnPlace ? side.frame.place : ""].filter { !$0.isEmpty }.joined(separator: ",  ")
    if !label.isEmpty { column.addText(label, labelFont, gap: 4) }
    column.add(numbers(side.frame.numbers, x: x, y: column.y, width: width, theme), gap: 4)
    column.addText(side.frame.caption, captionFont, isQuiet: true, gap: 2)
    let height = max(200, size.y - margin / 2 - column.y)
    // Charts have a margin of their own.
    if let figure = Figures.scene(for: side.frame.figure.output, theme: theme, width: width, height: height) {
      column.add(figure)
    }
    return column
  }

  /// Side by side, each with its name below; smaller where they would not fit.
  private static func numbers(
    _ numbers: [DemoFrame.KeyNumber], x: Double, y: Double, width: Double, _ theme: Theme
  ) -> (elements: [Scene.Element], height: Double) {
    guard !numbers.isEmpty else { return ([], 0) }
    let room = width / Double(numbers.count)
    let widest = numbers.map { TextMeasure.width(of: $0.text, in: numberFont) }.max()!
    var font = numberFont
    font.size = min(numberFont.size, numberFont.size * (room - 12) / max(1, widest))
    let large = TextMeasure.size(of: "0", in: font)
    let small = TextMeasure.size(of: "Ég", in: nameFont)
    let elements = numbers.enumerated().flatMap { index, number -> [Scene.Element] in
      let left = x + Double(index) * room
      let color = index == 0 ? theme.textColor(.accent) : theme.text
      let name = ChartMedium.page(theme).fitted(number.name, nameFont, width: room - 8)
      return [
        .text(number.text, at: Scene.Point(left, y + large.ascent), font, color),
        .text(name, at: Scene.Point(left, y + large.height + small.ascent), nameFont, theme.secondaryText),
      ]
    }
    return (elements, large.height + small.height)
  }
}
