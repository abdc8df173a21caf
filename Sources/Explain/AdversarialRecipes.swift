import Display
import Insight
import Tensors
import Training

// Attacks and confidence → charts, tables and pictures.

/// Robust accuracy against ε: of each setting the mean of its curves, one for each seed, and their spread as a band.
///
/// - Parameter settings: the curves of one setting have the same ε.
public func robustnessChart(
  _ settings: [(name: String, curves: [RobustnessCurve])], title: String = "accuracy under attack"
) -> Chart {
  Chart(
    title: title, x: Axis("ε (greatest change of a number)"), y: Axis("accuracy", lower: 0, upper: 1),
    marks: settings.map { name, curves in
      guard let first = curves.first, curves.allSatisfy({ $0.epsilons == first.epsilons }) else {
        stop("'\(name)' expects at least one curve, all with the same ε; got \(curves.map(\.epsilons)).")
      }
      return .runs(name, x: first.epsilons, curves.map(\.accuracies))
    })
}

/// Of several sets of inputs, how many answers are at least how sure.
public func confidenceChart(
  _ sets: [(name: String, confidence: Confidence)], title: String = "how sure the answers are"
) -> Chart {
  let thresholds = (0...100).map { Double($0) / 100 }
  return Chart(
    title: title, x: Axis("confidence", lower: 0, upper: 1),
    y: Axis("share of answers surer than this", lower: 0, upper: 1),
    marks: sets.map { name, confidence in
      .line(name, x: thresholds, y: thresholds.map(confidence.share(above:)))
    },
    alternativeText: "\(title): " + sets.map { "\($0.name): \($0.confidence)" }.joined(separator: "; ") + ".")
}

extension Confidence: Displayable {
  public var output: Output { .text("\(self)\n") }
}

extension AttackResult: Displayable {
  public var output: Output { .table(attackTable([self])) }

  /// Examples before the attack, what was added to them, and what they are now: below the first and the last what the model
  /// answers, and how sure it is. Added is what is lighter or darker than grey.
  ///
  /// - Parameters:
  ///   - rows: which examples.
  ///   - classes: their names; those that are missing are numbered.
  public func pictures(of rows: [Int], title: String, classes: [String] = []) -> ImageGrid {
    for row in rows where !(0..<originals.count).contains(row) {
      stop("pictures(of:) expects examples from 0 to \(originals.count - 1); got \(row).")
    }
    func answer(_ confidence: Confidence, _ row: Int) -> String {
      let label = confidence.labels[row]
      let percent = format(confidence.values[row] * 100, significantDigits: 3)
      return "\(label < classes.count ? classes[label] : "\(label)"), \(percent) %"
    }
    func drawn(_ inputs: NDArray, _ range: ClosedRange<Double>?, _ caption: (Int) -> String) -> [ImageGrid.Picture] {
      inputs.rows(rows).withoutSingleChannel.pictures(range: range, captions: rows.map(caption))
    }
    let size = Swift.max(attack.epsilon, .leastNormalMagnitude)
    var afterwards = drawn(examples.inputs, attack.range) { answer(after, $0) }
    for (place, row) in rows.enumerated() {
      afterwards[place].isWrong = Double(after.labels[row]) != originals.targets[at: row]
    }
    return ImageGrid(
      title: title,
      pictures: drawn(originals.inputs, attack.range) { answer(before, $0) }
        + drawn(perturbation, -size...size) { _ in "" }
        + afterwards, columns: Swift.max(1, rows.count),
      notes: [
        "Above: before. Middle: what was added, from −\(format(attack.epsilon)) (black) to \(format(attack.epsilon)) (white). "
          + "Below: after; ✗ marks wrong answers."
      ])
  }
}

/// What several attacks did, a line for each.
public func attackTable(_ results: [AttackResult], title: String = "attacks") -> Table {
  Table(
    title: title, columns: ["attack", "accuracy before", "after", "success rate", "mean confidence after"],
    alignments: [.leading, .trailing, .trailing, .trailing, .trailing],
    rows: results.map { result in
      let accuracy = result.accuracy
      return [
        "\(result.attack)", format(accuracy.before), format(accuracy.after),
        result.successRate.number.map { format($0) } ?? "–", format(result.after.mean),
      ]
    })
}

extension NDArray {
  /// [n, height, width, 1] → [n, height, width]; other shapes stay.
  var withoutSingleChannel: NDArray {
    shape.rank == 4 && shape[3] == 1 ? reshaped(Shape(shape.sizes.dropLast())) : self
  }
}
