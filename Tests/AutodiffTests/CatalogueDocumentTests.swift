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
      log-probabilities instead. Settings may be left out. A training takes a loss by its name, or a function:

          train(model, on: examples, epochs: 5, loss: .softmaxCrossEntropy, by: Adam())
          train(model, on: examples, epochs: 5, loss: .huber(delta: 0.5), by: Adam())
          train(model, on: examples, epochs: 5, loss: { answers, targets in mean(pow(answers - targets, 4)) }, by: Adam())

      A loss with a name looks at all targets before training begins, and refuses what it would misread: a label that is no
      class, 0 and 1 for a hinge. A function is refused where it compares every answer with every target, as
      `mean(pow(p - y, 2))` does of answers [n, 1] and targets [n]. [EXTENDING.md](EXTENDING.md) shows how to give your own a name.

      Targets mean one thing to losses, [metrics](METRICS.md), charts and grids of pictures: labels are whole numbers from 0, [n, …]
      beside answers [n, …, k]; yes and no are 1 and 0, in the shape of the answers, for a hinge 1 and −1; probabilities are rows
      whose sum is 1.

      After its own settings, every loss takes these, in this order:

      | setting | values |
      | --- | --- |
      | `weights:` | `.examples(w)`: [n], or one for each element; where targets are classes also `.classes([…])`, or just `[0.5, 2, 1]`. The mean is then weighted |
      | `ignoring:` | with labels: one that counts nothing, such as −100 for padding |
      | `reduction:` | `.mean`, `.sum`, or `.none` for the cost of each example or element |

      A logit of −∞ masks a class: its probability is 0, and it adds nothing to the loss of other labels.

      """, columns: ["name", "`loss:`", "call", "formula", "target", "shapes", "source"],
      rows: zip(Losses.all, try members()).map { loss, member in
        [
          loss.name, "`\(member)`", "`\(loss.call)`", loss.formula, loss.target.rawValue, loss.target.shapes,
          loss.source,
        ]
      })
  }

  /// ".meanSquaredError", …: as the lists that `Losses.all` joins are written.
  private func members() throws -> [String] {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Networks")
    let members = try ["Regression", "Binary", "Classification", "Focal", "Segmentation"].flatMap { topic in
      let text = try String(contentsOf: sources.appending(path: "Losses+\(topic).swift"), encoding: .utf8)
      let list = try #require(text.firstMatch(of: /: \[NamedLoss\] = \[([^\]]*)\]/)).1
      return list.split(separator: ",").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
    }
    #expect(members.count == Losses.all.count)
    return members
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
