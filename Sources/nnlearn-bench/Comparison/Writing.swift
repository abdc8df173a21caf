import Autodiff
import Networks
import Planning
import Tensors
import Training

/// Workload W13: a text goes on, each time with the likeliest token, keys and values of what was read kept.
final class Writing: Workload {
  private static let (width, blocks, tokens, context) = (256, 4, 512, 256)

  private let model: LanguageModel
  private let writer: TextWriter
  private let prompt: [Int]
  private var text: [Int] = []

  init(_ model: LanguageModel, prompt: [Int], threads: Int) {
    self.model = model
    self.prompt = prompt
    writer = TextWriter(model, threads: threads)
  }

  static func model() -> LanguageModel {
    LanguageModel(
      TransformerSettings(width: width, heads: 8, layers: blocks), vocabulary: tokens, context: context)
  }

  /// Of its parameters' arrays, in their order.
  static var names: [String] {
    let parts = ["norm1", "qkv", "out", "norm2", "up", "down"]
    let all = (0..<blocks).flatMap { block in parts.map { "b\(block).\($0)" } } + ["norm"]
    return ["tokens", "positions"]
      + all.flatMap { part in (part.contains("norm") ? ["gain", "bias"] : ["w", "b"]).map { "\(part).\($0)" } }
  }

  func prepare() {}

  /// All of it, as a user asks for it: plans are compiled anew.
  func epoch(_ epoch: Int) { text = writer.write(after: prompt, count: Self.context - prompt.count) }

  /// How badly the model foretells what it has written, read at once and without a cache.
  func finalLoss() -> Double {
    let read = Tensor(NDArray(text.dropLast().map(Double.init), shape: [1, Self.context - 1], type: .float32))
    let logits = model(read).slice(prompt.count - 1..<Self.context - 1, axis: 1)
    let written = text.dropFirst(prompt.count)
    return softmaxCrossEntropy(
      logits: logits.reshaped([written.count, Self.tokens]),
      labels: Tensor(NDArray(written.map(Double.init), type: .float32))
    ).scalar
  }
}
