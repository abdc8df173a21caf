import Display

/// Which rows boxes keep room for. Room is kept for what later steps will show, so that nothing moves when it comes.
struct GraphContent: Hashable, Sendable {
  var hasValues: Bool
  /// Ids of the nodes that have a gradient, or will have one.
  var gradientNodes: Set<Int>
  var hasMaps: Bool
  /// Matrices have a line of numbers too.
  var hasSummaries: Bool
  /// A stepper's cursor is on the graph.
  var isStepped: Bool

  /// What any of `drawings`, frames of one computation, shows or is going to show.
  init(of drawings: [GraphDrawing]) {
    let nodes = drawings.lazy.flatMap(\.nodes)
    isStepped = nodes.contains { $0.state != .plain }
    hasValues = isStepped || nodes.contains { !$0.value.isEmpty }
    hasMaps = isStepped || nodes.contains { $0.valueMap != nil || $0.gradientMap != nil }
    hasSummaries =
      isStepped
      || nodes.contains {
        $0.isMatrix && !($0.value.isEmpty && $0.gradient.isEmpty)
      }
    gradientNodes = Set(nodes.filter { !$0.gradient.isEmpty || $0.gradientMap != nil }.map(\.id))
  }
}

/// The rows of one node's box and the room each takes. Only the map sizes of a node without a shape depend on data.
struct GraphBox {
  struct Row {
    var kind: Kind
    /// From the box's top to the text's baseline, or to a map's upper edge.
    var y: Double
  }
  enum Kind { case title, shape, value, gradient, maps, detail }

  private(set) var rows: [Row] = []
  private(set) var width = 0.0
  private(set) var height = 0.0
  /// Points of one map: value on the left, gradient on the right.
  private(set) var mapSize: (width: Double, height: Double)?

  static let padding = 7.0
  static let mapGap = 6.0
  /// Longer texts are shortened.
  static let longestText = 240.0
  static let titleFont = Scene.Font(size: 10, isBold: true)
  static let nameFont = Scene.Font(size: 10)
  static let idFont = Scene.Font(size: 7)
  static let shapeFont = Scene.Font(size: 8)
  static let numberFont = Scene.Font(size: 9)
  /// As wide as `Display.format` can get.
  private static let widestNumber = "−8.888e−88"
  private static let widestSummary = "−8.888 … −8.888"

  init(_ node: GraphDrawing.Node, _ content: GraphContent) {
    addText(.title, Self.titleFont, width: Self.titleWidth(of: node))
    let matrix = GraphHeatMap.dimensions(of: node)
    if !node.shape.isEmpty {
      addText(.shape, Self.shapeFont, width: TextMeasure.width(of: node.shape, in: Self.shapeFont))
    }
    let number = matrix == nil ? Self.widestNumber : Self.widestSummary
    let numberWidth = TextMeasure.width(of: number, in: Self.numberFont)
    let hasNumbers = matrix == nil || content.hasSummaries
    if content.hasValues, hasNumbers { addText(.value, Self.numberFont, width: numberWidth) }
    let takesGradient = content.gradientNodes.contains(node.id)
    if takesGradient, hasNumbers {
      let label = TextMeasure.width(of: node.gradientLabel + " ", in: Self.numberFont)
      addText(.gradient, Self.numberFont, width: label + numberWidth)
    }
    if content.hasMaps, let (rows, columns) = matrix {
      let size = GraphHeatMap.size(rows: rows, columns: columns)
      mapSize = size
      self.rows.append(Row(kind: .maps, y: height + Self.padding + 3))
      height += size.height + 3
      width = max(width, takesGradient ? 2 * size.width + Self.mapGap : size.width)
    }
    close()
  }

  init(folded cell: GraphPlan.Cell) {
    addText(.title, Self.titleFont, width: TextMeasure.width(of: cell.title, in: Self.titleFont))
    addText(.detail, Self.shapeFont, width: TextMeasure.width(of: cell.detail, in: Self.shapeFont))
    close()
  }

  private mutating func addText(_ kind: Kind, _ font: Scene.Font, width: Double) {
    let size = TextMeasure.size(of: "Ég", in: font)
    rows.append(Row(kind: kind, y: height + Self.padding + size.ascent))
    height += size.height
    self.width = max(self.width, min(width, Self.longestText))
  }

  private mutating func close() {
    width = max(44, (width + 2 * Self.padding).rounded(.up))
    height = (height + 2 * Self.padding).rounded(.up)
  }

  /// Symbol, name, and the id at the right.
  private static func titleWidth(of node: GraphDrawing.Node) -> Double {
    let texts = [(node.symbol, titleFont), (node.name, nameFont), (node.drawnLabel, idFont)]
    return texts.reduce(-titleGap) { $1.0.isEmpty ? $0 : $0 + titleGap + TextMeasure.width(of: $1.0, in: $1.1) }
  }

  static let titleGap = 6.0
}

extension GraphDrawing.Node {
  /// "%7", as in the list of operations.
  var label: String { "%\(id)" }

  /// Only what has no name is drawn with its number.
  var drawnLabel: String { isNumbered && name.isEmpty ? label : "" }

  /// "w", or "%7" without a name.
  var nameOrLabel: String { name.isEmpty ? label : name }

  /// "∂L/∂w", "∂L/∂(x·w)"; of a name that leaves no room for a number, "gradient".
  var gradientLabel: String {
    let name = nameOrLabel
    guard name.count <= 12 else { return "gradient" }
    return name.contains(where: { " +-−·×*/^@=<>∂".contains($0) }) ? "∂L/∂(\(name))" : "∂L/∂\(name)"
  }

  var isMatrix: Bool { GraphHeatMap.dimensions(of: self) != nil }

  /// What the node is coloured as: its role, or, for an operation, its phase.
  var drawnRole: Role {
    guard role == .intermediate else { return role }
    switch phase {
    case .data: return .input
    case .forward, .evaluate: return .intermediate
    case .loss: return .loss
    case .backward, .clip: return .gradient
    case .update: return .update
    }
  }
}
