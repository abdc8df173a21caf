/// A chart as data: what is plotted, never how. `Figures` resolves ranges, ticks and colours and draws it.
public struct Chart: Codable, Sendable, Equatable {
  public var title: String
  public var x: Axis
  public var y: Axis
  /// Drawn in order, later ones on top.
  public var marks: [Mark]
  /// The plot's width divided by its height; nil: as large as there is room.
  public var aspect: Double?
  /// Sentences below the plot.
  public var notes: [String]
  /// Replaces the alt text made from the data.
  public var alternativeText: String?

  public init(
    title: String, x: Axis, y: Axis, marks: [Mark], aspect: Double? = nil, notes: [String] = [],
    alternativeText: String? = nil
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.marks = marks
    self.aspect = aspect
    self.notes = notes
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
