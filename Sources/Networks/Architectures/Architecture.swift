import Autodiff
import Tensors

/// A published network for images, to its paper's sizes or scaled down: from images to one row of scores for each.
///
///     let model = Architecture.resNet50(classes: 10)
///     print(model)                                              // a table, with repeated blocks folded
///     let small = Architecture.resNet18(classes: 10, channels: 1, width: 0.25, size: 32)
///
/// Weights are drawn by the current seed when they are first asked for: building, printing and counting take no memory.
///
/// To add one: a file beside this one with a `static func`, and its entry in `PublishedNetwork.all`.
///
/// x: [n, height, width, channels] → [n, classes]
public struct Architecture: Layer {
  /// "ResNet-50"
  public let title: String
  /// The shape of one image that tables and counts are about.
  public let input: Shape
  /// An image's sides have to be as long as this: by so much the layers make it smaller.
  public let leastSide: Int
  public var name: String { didSet { owned.label(under: name) } }
  private let owned: Parts
  private let branch: Int?

  /// - Parameters:
  ///   - input: of one image, [height, width, channels].
  ///   - branch: the number of the stage that is only for training: a head of its own on what comes before it.
  ///   - stages: one after another.
  public init(
    _ title: String, input: Shape, leastSide: Int, branch: Int? = nil, name: String = "", stages: () -> [any Layer]
  ) {
    guard input.rank == 3 else {
      stop(shapes: "\(title) expects the shape of one image, [height, width, channels]; got \(input).")
    }
    Self.checkSide(of: title, input[0], input[1], leastSide) { input.description }
    let layers = Initializer.$waits.withValue(true) { stages() }
    self.title = title
    self.input = input
    self.leastSide = leastSide
    self.branch = branch
    owned = Parts(numbering: layers)
    self.name = name
    owned.label(under: name)
  }

  public var parts: [any Layer] { owned.layers }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }
  public var channels: Int { input[2] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { answers(x, in: pass, withBranch: false).scores }

  /// The scores, and those of the auxiliary head: for a loss of both, such as `main + 0.4 · auxiliary`. InceptionV3
  /// has one.
  ///
  ///     let (scores, auxiliary) = model.answers(x, in: Pass(.training))
  public func answers(_ x: Tensor, in pass: Pass) -> (scores: Tensor, auxiliary: Tensor?) {
    answers(x, in: pass, withBranch: true)
  }

  private func answers(_ x: Tensor, in pass: Pass, withBranch: Bool) -> (scores: Tensor, auxiliary: Tensor?) {
    check(x, { $0.rank == 4 && $0[3] == channels }, wanted: "images [n, height, width, \(channels)]")
    Self.checkSide(of: title, x.shape[1], x.shape[2], leastSide) { x.shapeText }
    var auxiliary: Tensor?
    let run = {
      parts.enumerated().reduce(x) { z, stage in
        guard stage.offset == branch else { return pass.run(stage.element, on: z) }
        if withBranch { auxiliary = pass.run(stage.element, on: z) }
        return z
      }
    }
    return (name.isEmpty ? run() : labelled(run), auxiliary)
  }

  private static func checkSide(of title: String, _ height: Int, _ width: Int, _ least: Int, _ shown: () -> String) {
    guard min(height, width) < least else { return }
    stop(
      shapes: "\(title) expects images of at least \(least)×\(least), as its layers make them smaller by so much; got "
        + "\(shown()).")
  }

  public var signature: String { "\(title)(\(input[0])×\(input[1])×\(channels))" }

  /// A table of its stages and their blocks; repeated ones are one row. `summary(of: model)` has every layer.
  public var description: String { title + ", " + ModelSummary(of: self).folded(to: 2).description }
}
