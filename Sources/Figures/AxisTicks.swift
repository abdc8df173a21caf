import Display

/// The ticks of one axis, as many as fit without their labels touching.
struct AxisTicks: Equatable {
  struct Placed: Equatable {
    /// Of the label, one below the other.
    var lines: [String]
    /// 0 … 1 along the axis.
    var fraction: Double

    init(label: String, fraction: Double) { self.init(lines: [label], fraction: fraction) }
    init(lines: [String], fraction: Double) { (self.lines, self.fraction) = (lines, fraction) }

    var label: String { lines.joined(separator: " ") }
  }

  /// A name in more lines takes too much from the plot.
  private static let mostLines = 3

  var ticks: [Placed]
  /// Room the labels take away from the axis.
  var extent: Double
  var isRotated = false

  /// Labels beside the axis; none wider than `limit`.
  static func vertical(_ axis: ResolvedAxis, length: Double, _ medium: ChartMedium, limit: Double) -> AxisTicks {
    let line = medium.lineHeight(medium.tickFont)
    let room = line + (axis.scale == .categories ? 0 : medium.tickSpacing.y)
    let count = max(axis.scale == .categories ? 1 : 2, min(Int(length / room), maximum(axis, medium)))
    let apart = stride(from: count, through: 1, by: -1).lazy.map { placed(axis, atMost: $0) }
      .first { ticks in zip(ticks, ticks.dropFirst()).allSatisfy { ($1.fraction - $0.fraction) * length > line - 1e-6 }
      }
    let ticks = (apart ?? []).map {
      Placed(label: medium.fitted($0.label, medium.tickFont, width: limit), fraction: $0.fraction)
    }
    return AxisTicks(ticks: ticks, extent: ticks.map { medium.width($0.label, medium.tickFont) }.max() ?? 0)
  }

  /// Labels below the axis: side by side, or turned when there are names for every place and no room; none taller
  /// than `limit`.
  static func horizontal(_ axis: ResolvedAxis, length: Double, _ medium: ChartMedium, limit: Double) -> AxisTicks {
    let height = medium.lineHeight(medium.tickFont)
    let most = min(maximum(axis, medium), Int(length / medium.tickSpacing.x))
    let everyTick = placed(axis, atMost: most)
    if fits(everyTick, length, medium) { return AxisTicks(ticks: everyTick, extent: height) }
    if axis.scale == .categories, !medium.isCells {
      let slots = max(1, Int(length / (height + 1)))
      let turned = placed(axis, atMost: slots).map {
        Placed(label: medium.fitted($0.label, medium.tickFont, width: max(limit, 4 * height)), fraction: $0.fraction)
      }
      let extent = turned.map { medium.width($0.label, medium.tickFont) }.max() ?? 0
      return AxisTicks(ticks: turned, extent: extent, isRotated: true)
    }
    if axis.scale == .categories,
      let slot = everyTick.dropFirst().first.map({ abs($0.fraction - everyTick[0].fraction) })
    {
      let width = slot * length - CellText.width
      let short = everyTick.map {
        let lines = medium.wrapped($0.label, medium.tickFont, width: width)
        return lines.count <= mostLines
          ? Placed(lines: lines, fraction: $0.fraction)
          : Placed(label: medium.fitted($0.label, medium.tickFont, width: width), fraction: $0.fraction)
      }
      if slot * length >= 4 * CellText.width, fits(short, length, medium, spacing: 0) {
        return AxisTicks(ticks: short, extent: height * Double(short.map(\.lines.count).max() ?? 1))
      }
    }
    for count in stride(from: most - 1, through: 1, by: -1) {
      let fewer = placed(axis, atMost: count).map {
        Placed(label: medium.fitted($0.label, medium.tickFont, width: length), fraction: $0.fraction)
      }
      if fits(fewer, length, medium) || count == 1 { return AxisTicks(ticks: Array(fewer), extent: height) }
    }
    return AxisTicks(ticks: [], extent: height)
  }

  /// How far the last label may reach beyond the plot.
  static func overhang(_ axis: ResolvedAxis, _ medium: ChartMedium) -> Double {
    guard axis.scale != .categories else { return 0 }
    let widest = placed(axis, atMost: 5).map { medium.width($0.label, medium.tickFont) }.max() ?? 0
    guard let cell = medium.cell else { return max(0, widest / 2 - medium.padding / 2) }
    return (widest / 2 / cell.x).rounded(.up) * cell.x
  }

  private static func maximum(_ axis: ResolvedAxis, _ medium: ChartMedium) -> Int {
    axis.scale == .categories ? 1000 : medium.isCells ? 7 : 8
  }

  private static func placed(_ axis: ResolvedAxis, atMost count: Int) -> [Placed] {
    axis.ticks(atMost: count).compactMap { tick in
      let fraction = axis.fraction(tick.value)
      return fraction >= -1e-9 && fraction <= 1 + 1e-9 ? Placed(label: tick.label, fraction: fraction) : nil
    }.sorted { $0.fraction < $1.fraction }
  }

  private static func fits(
    _ ticks: [Placed], _ length: Double, _ medium: ChartMedium, spacing: Double? = nil
  ) -> Bool {
    var end = -Double.infinity
    let spacing = spacing ?? medium.tickSpacing.x * (medium.isCells ? 1 : 0.6)
    for tick in ticks {
      let width = tick.lines.map { medium.width($0, medium.tickFont) }.max() ?? 0
      let start = tick.fraction * length - width / 2
      guard start >= end else { return false }
      end = start + width + spacing
    }
    return true
  }
}
