import Datasets
import Display
import Insight
import Tensors
import Training

// Baselines → drawings, charts and tables.

extension DecisionTree.Fitted: Displayable {
  public var output: Output { .graph(drawing()) }

  /// The tree as a graph, from the first question down; a node says whether the answer before it was yes or no, how many
  /// training examples came here, and how impure they are.
  public func drawing(title: String = "decision tree") -> GraphDrawing {
    var answers = [String](repeating: "", count: nodes.count)
    var edges: [GraphDrawing.Edge] = []
    for (place, node) in nodes.enumerated() {
      guard let split = node.split else { continue }
      for (child, answer) in [(split.below, "yes"), (split.above, "no")] {
        answers[child] = answer + ", "
        edges.append(GraphDrawing.Edge(from: place, to: child))
      }
    }
    let drawn = nodes.enumerated().map { place, node in
      GraphDrawing.Node(
        id: place, name: node.split.map(question) ?? names.label(node.label), symbol: node.split == nil ? "" : "?",
        role: node.split == nil ? .output : .intermediate,
        shape: "\(answers[place])\(node.count) example\(node.count == 1 ? "" : "s")",
        value: "Gini \(format(node.impurity))", isNumbered: false)
    }
    return GraphDrawing(
      title: title, nodes: drawn, edges: edges, direction: .topToBottom,
      alternativeText: "Decision tree of depth \(depth) with \(leafCount) leaves.\n\(description)")
  }

  /// How much impurity the questions of each column took away; nil when the tree asks none.
  public func importanceChart(title: String = "importance of the columns") -> Chart? {
    importances.map { shares in
      Chart(
        title: title, x: Axis("column", scale: .categories, categories: (0..<columnCount).map(names.column)),
        y: Axis("share of the impurity taken away", lower: 0), marks: [.bars("importance", shares)])
    }
  }
}

extension LinearModel {
  public var output: Output { .chart(weightChart()) }

  /// A bar for each weight: of one output in a lane for each column, whose names may be long; of several outputs side by side.
  /// Only weights of columns in comparable units can be compared.
  ///
  /// - Parameter largest: how many columns to show, those with the largest weights first; nil: all, as they come.
  public func weightChart(title: String = "Weights", largest: Int? = nil) -> Chart {
    if let largest, largest < 1 { stop("weightChart expects 1 or more columns; got largest: \(largest).") }
    func size(_ column: Int) -> Double { outputNames.indices.map { abs(weights[column, $0]) }.max() ?? 0 }
    let all = Array(columnNames.indices)
    let shown = largest.map { all.sorted { size($0) > size($1) }.prefix($0) } ?? all[...]
    let columns = Axis("", scale: .categories, categories: shown.map { columnNames[$0] })
    let notes =
      shown.count == all.count
      ? [] : ["Only the \(shown.count) columns of \(all.count) with the largest weights are shown."]
    guard outputNames.count == 1 else {
      let bars = outputNames.enumerated().map { output, name in Mark.bars(name, shown.map { weights[$0, output] }) }
      return Chart(title: title, x: columns, y: Axis("weight"), marks: bars, notes: notes)
    }
    let own = shown.map { weights[$0, 0] }
    let spans = Mark.Spans(
      outputNames[0], lanes: Array(own.indices), starts: own.map { min($0, 0) }, ends: own.map { max($0, 0) },
      role: .parameter)
    var chart = Chart(title: title, x: Axis("weight"), y: columns, marks: [.spans(spans)], notes: notes)
    let words = zip(columns.categories, own).map { "\($0) \(format($1))" }
    chart.alternativeText = "\(title). Weights of \(outputNames[0]): \(words.joined(separator: ", "))."
    return chart
  }
}

extension LinearRegression.Fitted: Displayable {}
extension LogisticRegression.Fitted: Displayable {}

/// How well each baseline of the metric's task does on examples it was not fitted to: the numbers that a network must beat.
///
/// - Parameters:
///   - part: what the second set of examples is for, which heads the table's last column: `"test"` where nothing is chosen
///     by it.
///   - metric: of labels or of numbers.
///   - baselines: nil: all of the catalogue for this task.
public func baselineTable(
  training: Examples, validation: Examples, part: String = "validation", metric: Metric,
  baselines: [any Baseline]? = nil
) -> Table {
  guard [.classes, .numbers].contains(metric.answers) else {
    stop(
      "A table of baselines expects a metric of labels or of numbers; got \(metric.name), which takes "
        + "\(metric.answers.rawValue)."
    )
  }
  let task: BaselineTask = metric.answers == .numbers ? .regression : .classification
  let rows = (baselines ?? Baselines.all(for: task)).map { baseline in
    let fitted = baseline.fit(training)
    func measured(_ examples: Examples) -> String { "\(metric(fitted.predict(examples.inputs), examples.targets))" }
    return [baseline.description, measured(training), measured(validation)]
  }
  return Table(
    title: metric.name, columns: ["baseline", "training", part], alignments: [.leading, .trailing, .trailing],
    rows: rows)
}
