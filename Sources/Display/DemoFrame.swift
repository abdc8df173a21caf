import Foundation
import Numerals

/// One moment of a demonstration: where training stands, one figure, and the numbers that matter.
///
/// A cell shows one after another; the viewer can then scrub back and forth between them.
public struct DemoFrame: Codable, Sendable, Equatable {
  /// A number to be read from the back row, already formatted: with as many decimals at every moment, so that it
  /// does not jump.
  public struct KeyNumber: Codable, Sendable, Equatable {
    public var name: String
    public var text: String

    public init(_ name: String, text: String) {
      self.name = name
      self.text = text
    }

    /// - Parameter decimals: digits after the point.
    public init(_ name: String, _ value: Double, decimals: Int = 2) {
      self.init(name, text: fixed(value, decimals: decimals))
    }

    /// "97.2 %" of 0.972; "–" of NaN: nothing has been measured yet.
    public static func percent(_ name: String, _ share: Double, decimals: Int = 0) -> KeyNumber {
      KeyNumber(name, text: share.isFinite ? fixed(100 * share, decimals: decimals) + " %" : "–")
    }
  }

  public enum Figure: Codable, Sendable, Equatable {
    case chart(Chart)
    case panels(Panels)

    /// Several charts in a row, each with its own scales.
    public static func row(_ charts: Chart...) -> Figure {
      .panels(Panels(title: "", charts: charts, columns: charts.count, sharesScales: false))
    }

    public var output: Output {
      switch self {
      case .chart(let chart): .chart(chart)
      case .panels(let panels): .panels(panels)
      }
    }
  }

  /// What is counted, in the singular: "epoch".
  public var unit: String
  /// How many of them have passed, and how many there will be.
  public var moment: Int
  public var total: Int
  /// One sentence: what to look at now.
  public var caption: String
  /// The most important first.
  public var numbers: [KeyNumber]
  public var figure: Figure
  /// Where this is in each training that the cell shows a stepper of, as training steps counted from 0.
  public var trainingSteps: [Int]

  public init(
    _ unit: String, _ moment: Int, of total: Int, caption: String = "", numbers: [KeyNumber], figure: Figure,
    trainingSteps: [Int] = []
  ) {
    self.unit = unit
    self.moment = moment
    self.total = total
    self.caption = caption
    self.numbers = numbers
    self.figure = figure
    self.trainingSteps = trainingSteps
  }

  /// What is shown; where it stands is told later, as `demonstrate` does.
  public init(_ caption: String, numbers: [KeyNumber], figure: Figure) {
    self.init("moment", 0, of: 0, caption: caption, numbers: numbers, figure: figure)
  }

  /// "epoch 12 of 60"
  public var place: String { "\(unit) \(moment) of \(total)" }

  /// Which of `total` moments to show so that there are at most `count`: the first ones singly, where most happens, then
  /// increasingly far apart, and always the last.
  ///
  /// Of two training runs of different length the longer shows moments that the shorter shows too, so that both can be seen at
  /// the same moment: the distances are powers of 2, and so is where they grow.
  public static func moments(of total: Int, count: Int = 100) -> [Int] {
    guard total > count, count > 1 else { return Array(1...max(1, total)) }
    func ladder(_ single: Int) -> [Int] {
      var moments: [Int] = []
      var (next, step, end) = (1, 1, single)
      while next < total, moments.count < count {
        moments.append(next)
        if next >= end { (step, end) = (2 * step, 2 * end) }
        next += step
      }
      return moments
    }
    var single = 2
    while ladder(2 * single).count < count { single *= 2 }
    // As far as there is room, the first ones of the next finer ladder.
    let coarse = Array(ladder(single).prefix(count - 1))
    let rest = ladder(2 * single).filter { !coarse.contains($0) }
    return (coarse + rest.prefix(count - 1 - coarse.count)).sorted() + [total]
  }
}

extension DemoFrame: Displayable { public var output: Output { .frame(compact) } }

/// Exponents where a number is too large to be read.
private func fixed(_ value: Double, decimals: Int) -> String {
  abs(value) < 1e5 ? fixedText(value, decimals: decimals) : format(value, significantDigits: 3)
}
