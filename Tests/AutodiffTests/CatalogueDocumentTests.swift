import Foundation
import Networks
import Testing

/// Docs/ACTIVATIONS.md and Docs/LOSSES.md are what the catalogues say. With RECORD=1 they are written anew, and fail once.
@Suite struct CatalogueDocumentTests {
  @Test func activations() throws {
    try expect(
      "ACTIVATIONS.md",
      """
      # The activations

      `Activation.all`, and functions that cells call by the same names. Softmax and its logarithm go along the last axis,
      the others element by element. A layer takes one after its sums: `Dense(4, 16, activation: .gelu, using: &random)`.

      """, columns: ["name", "formula", "source"], rows: Activation.all.map { [$0.name, $0.formula, $0.source] })
  }

  @Test func losses() throws {
    try expect(
      "LOSSES.md",
      """
      # The losses

      `Losses.all`. Each is a mean over the examples, so that batches of different size can be compared, and takes logits
      (the numbers before a sigmoid or a softmax) where it is about probabilities, so that nothing overflows; some take
      log-probabilities instead. Settings may be left out. Without settings a loss is a function to hand over:
      `train(…, loss: softmaxCrossEntropy(logits:labels:), …)`.

      After its own settings, every loss takes these, in this order:

      | setting | values |
      | --- | --- |
      | `weights:` | `.examples(w)`: [n], or one for each element; where targets are classes also `.classes([…])`, or just `[0.5, 2, 1]`. The mean is then weighted |
      | `ignoring:` | with labels: one that counts nothing, such as −100 for padding |
      | `reduction:` | `.mean`, `.sum`, or `.none` for the cost of each example or element |

      A logit of −∞ masks a class: its probability is 0, and it adds nothing to the loss of other labels.

      """, columns: ["name", "call", "formula", "target", "shapes", "source"],
      rows: Losses.all.map { [$0.name, "`\($0.call)`", $0.formula, $0.target.rawValue, $0.target.shapes, $0.source] })
  }

  private func expect(_ name: String, _ head: String, columns: [String], rows: [[String]]) throws {
    let lines = [columns, columns.map { _ in "---" }] + rows
    let table = lines.map { cells in
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }
    let text = head + "\n" + table.joined()
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Docs/\(name)")
    guard (try? String(contentsOf: file, encoding: .utf8)) != text else { return }
    if ProcessInfo.processInfo.environment["RECORD"] != nil { try Data(text.utf8).write(to: file) }
    Issue.record("Docs/\(name) is not what the catalogue says now; RECORD=1 writes it anew.")
  }
}
