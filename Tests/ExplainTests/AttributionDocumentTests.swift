import Foundation
import Insight
import Testing

/// Docs/ATTRIBUTION.md is the catalogue of attributions.
@Suite struct AttributionDocumentTests {
  /// With RECORD=1 it is written anew, and fails once.
  @Test func theListOfAttributionsIsThatOfTheLibrary() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Docs/ATTRIBUTION.md")
      .standardized
    let text = Self.head + Attributions.all.map { Self.section(type(of: $0)) }.joined(separator: "\n")
    guard (try? String(contentsOf: file, encoding: .utf8)) != text else { return }
    if ProcessInfo.processInfo.environment["RECORD"] != nil { try Data(text.utf8).write(to: file) }
    Issue.record("Docs/ATTRIBUTION.md is not what the library says now; RECORD=1 writes it anew.")
  }

  private static let head = """
    # Looking into a network

    Which numbers of an input spoke for an answer? `Attributions.all` lists ways to say so; each gives a map for each input:

        let maps = IntegratedGradients().maps(of: network, on: pictures, label: 7)
        show(maps)                  // over the pictures
        maps.completenessGaps       // how much of the score the maps leave unexplained

    A map always looks like something. Before it is taken for an explanation, the same method is asked about the same
    network with random weights. Where both maps are alike, they show the picture and the architecture, not what was learnt:

        let control = Saliency().control(of: network, on: pictures, labels: labels) { random in
          makeNetwork(using: &random)
        }
        show(control)
        control.mean(\\.rankCorrelation)        // 1: the same map; 0: unrelated
        control.bySeed(\\.rankCorrelation)      // the same, one number for each random network

    A map should also say what happens when something is changed: blank the pixels that it ranks highest, and see how far the score
    falls, beside what the maps of random weights achieve:

        control.trained.falls(of: network, erasing: 30)        // one number for each picture
        control.randomFalls(of: network, erasing: 30)
        pairedDifference(control.trained.falls(of: network, erasing: 30), control.randomFalls(of: network, erasing: 30))

    What is explained is the class's score before the softmax, unless `score: .probability` is asked for.
    `FeatureVisualisation` asks the other way round: which input does a class, or a channel of a layer, answer to most?

    In the formulas s is the class's score, x the input, m the map.


    """

  private static func section(_ kind: any Attribution.Type) -> String {
    "## \(kind.name)\n\n\(kind.explanation)\n\n    \(kind.formula)\n\n\(kind.source)\n"
  }
}
