import Display
import Networks
import Tensors

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

extension Architecture: Displayable {
  public var output: Output { ModelSummary(of: self).folded(to: 2).output }
}

extension PublishedNetwork {
  /// The published networks with their counts.
  public static var table: Table {
    Table(
      title: "published networks, of one image",
      columns: ["network", "image", "parameters", "multiply–adds", "source"],
      alignments: [.leading, .leading, .trailing, .trailing, .leading],
      rows: all.map { network in
        [
          network.title, network.make().input.description, ModelSummary.grouped(network.parameters),
          ModelSummary.grouped(network.multiplyAccumulates),
          network.source,
        ]
      })
  }
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

extension Initializer {
  /// What initialisers, also of one's own, make of a layer with 64 inputs and 32 outputs.
  public static func table(of initializers: [Initializer] = all) -> Table {
    Table(
      title: "initialisers", columns: ["name", "mean", "standard deviation", "of 64 × 32 weights"],
      rows: initializers.map { initializer in
        var random = RandomSource(seed: 1)
        let weights = initializer([64, 32], fan: .init(in: 64, out: 32), using: &random).doubles
        let mean = weights.reduce(0, +) / Double(weights.count)
        let variance = weights.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(weights.count)
        let (least, greatest) = (weights.min()!, weights.max()!)
        return [
          initializer.name, format(mean), format(variance.squareRoot()), "from \(format(least)) to \(format(greatest))",
        ]
      })
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
