import Autodiff
import Tensors

/// Branches that see the same input, their answers side by side: windows of several sizes (Szegedy et al. 2015,
/// arXiv:1409.4842), or the input beside what was made of it (Huang et al. 2017, arXiv:1608.06993).
///
///     z = [branch 1 (x), branch 2 (x), …]        along the last axis: channels
///
/// x: any shape → [n, …, sum of the branches' channels]
///
///     Concatenation(Identity(), Convolution2D(16, 12, window: (3, 3), using: &random))
public struct Concatenation: Layer {
  public var name: String { didSet { owned.label(under: name) } }
  private let owned: Parts

  public init(_ branches: any Layer..., name: String = "concatenation") { self.init(branches, name: name) }

  public init(_ branches: [any Layer], name: String = "concatenation") {
    guard !branches.isEmpty else { stop("Concatenation expects at least one branch; got none.") }
    owned = Parts(numbering: branches)
    self.name = name
    owned.label(under: name)
  }

  public var branches: [any Layer] { owned.layers }
  public var parts: [any Layer] { branches }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }

  public var rowInput: RowInput {
    let inputs = branches.map(\.rowInput)
    return inputs.contains(.unknown) ? .unknown : inputs.first { $0 != .anySize } ?? .unknown
  }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    labelled {
      let answers = branches.map { pass.run($0, on: x) }
      let shapes = answers.map(\.shape)
      guard shapes[0].rank >= 2, shapes.allSatisfy({ $0.sizes.dropLast() == shapes[0].sizes.dropLast() }) else {
        stop(
          "\(signature) expects answers that differ in their last axis only; got "
            + shapes.map(\.description).joined(separator: " and ") + ".")
      }
      return concatenate(answers, axis: shapes[0].rank - 1)
    }
  }

  public var description: String { "Concatenation(" + branches.map(\.signature).joined(separator: ", ") + ")" }
}

extension Concatenation {
  public static let kind = LayerKind(
    Concatenation.self, formula: "z = [f₁(x), f₂(x), …]", source: "Szegedy et al. 2015, arXiv:1409.4842",
    explanation: "Several layers look at the same input in their own ways, and their answers are put side by side.",
    samples: [
      LayerSample([2, 3, 3, 2]) { type, random in
        Concatenation(
          Identity(), Convolution2D(2, 1, window: (1, 1), type: type, using: &random),
          Convolution2D(2, 2, window: (3, 3), type: type, using: &random))
      }
    ])
}

/// What came, unchanged: one branch of several.
public struct Identity: Layer {
  public var name: String

  public init(name: String = "identity") { self.name = name }

  public var parameters: [Parameter] { [] }
  public var rowInput: RowInput { .anySize }
  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { x }
  public var description: String { "Identity" }
}

extension Identity {
  public static let kind = LayerKind(
    Identity.self, formula: "z = x", source: "",
    explanation: "Gives what it gets: the branch that keeps the input beside what the others make of it.",
    samples: [LayerSample([2, 3]) { _, _ in Identity() }])
}
