import Display
import Explain
import Foundation
import Networks
import Tensors
import Testing

/// Docs/LAYERS.md is the catalogue of layers.
@Suite struct LayerDocumentTests {
  /// With RECORD=1 it is written anew, and fails once.
  @Test func theListOfLayersIsThatOfTheLibrary() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Docs/LAYERS.md").standardized
    let text = Self.head + LayerKind.all.map(Self.section).joined(separator: "\n")
    guard (try? String(contentsOf: file, encoding: .utf8)) != text else { return }
    if ProcessInfo.processInfo.environment["RECORD"] != nil { try Data(text.utf8).write(to: file) }
    Issue.record("Docs/LAYERS.md is not what the library says now; RECORD=1 writes it anew.")
  }

  private static let head = """
    # The layers

    What networks are built of: `LayerKind.all`. Images are [n, height, width, channels], sequences [n, time, features];
    n is the number of examples. Layers are built of [operations](OPERATIONS.md) and can be stepped through one by one.

    Windows, strides and factors are one number for both directions, or a pair (down, to the right): `window: 3, stride: 2`, `window: (3, 5),
    strides: (2, 1)`, `MaxPool2D(2)`, `padding: 1`.

    `Dense(4, 2, activation: .tanh)` begins with numbers drawn by the current seed: in a lesson the lesson's, from its beginning in every
    cell; in a program 0, or that of `withSeed(3) { … }`. `Dense(4, 2, activation: .tanh, using: &random)` draws from a source of your own,
    `var random = RandomSource(seed: 3)`; a first layer drawn by seed 3 is the same either way. A printed layer is shorter: `Dense(4 → 2, tanh)`.


    """

  private static func section(_ kind: LayerKind) -> String {
    let examples = kind.samples.map { sample -> String in
      var random = RandomSource(seed: 1)
      let layer = sample.layer(using: &random)
      let row = summary(of: layer, input: Shape(Array(sample.input.sizes.dropFirst()))).total
      let input = "[n, \(sample.input.sizes.dropFirst().map(String.init).joined(separator: ", "))]"
      let output = "[n, \(row.output!.sizes.map(String.init).joined(separator: ", "))]"
      let notTrained = row.notTrained == 0 ? "" : ", \(row.notTrained) not trained"
      return "- `\(layer.signature)`: \(input) → \(output), \(row.parameters) parameters\(notTrained)\n"
    }
    return "## \(kind.name)\n\n\(kind.explanation)\n\n    \(kind.formula)\n\n" + examples.joined()
      + (kind.source.isEmpty ? "" : "\n\(kind.source)\n")
  }

  @Test func theTableListsEveryKind() {
    #expect(LayerKind.table.rows.map { $0[0] } == LayerKind.all.map(\.name))
  }

  @Test func aNetworkIsShownAsATable() throws {
    var random = RandomSource(seed: 1)
    let network = Sequential(Dense(2, 3, using: &random), Dense(3, 1, using: &random))
    guard case .table(let table) = network.output else {
      Issue.record("not a table")
      return
    }
    #expect(table.columns == ["", "layer", "output", "parameters", "FLOPs"])
    #expect(table.alignments == [.leading, .leading, .leading, .trailing, .trailing])
    #expect(table.rows.last == ["total", "", "[1]", "13", "22"])
  }
}
