import Display
import Networks

// A network as a table, and its kinds of layers in words.

extension ModelSummary: Displayable {
  public var output: Output {
    .table(
      Table(
        title: title, columns: columns,
        alignments: columns.indices.map { $0 < textColumns ? .leading : .trailing }, rows: cells))
  }
}

extension Sequential: Displayable {
  public var output: Output { ModelSummary(of: self).output }
}

extension Losses {
  /// Losses, also of one's own, as the catalogue lists them.
  public static func table(of losses: [NamedLoss] = all) -> Table {
    Table(
      title: "losses", columns: ["name", "formula", "targets", "source"],
      rows: losses.map { [$0.name, $0.formula, $0.target.rawValue, $0.source] })
  }
}

extension Activation {
  /// Activations, also of one's own, as the catalogue lists them.
  public static func table(of activations: [Activation] = all) -> Table {
    Table(
      title: "activations", columns: ["name", "formula", "source"],
      rows: activations.map { [$0.name, $0.formula, $0.source] })
  }
}

extension LayerKind {
  /// The whole catalogue as a table: what each layer computes, what that is good for, and who introduced it.
  public static var table: Table {
    Table(
      columns: ["layer", "formula", "in words", "source"],
      rows: all.map { [$0.name, $0.formula, $0.explanation, $0.source] })
  }
}
