import Autodiff
import Datasets
import Foundation
import Networks
import Optimizers
import Tensors
import Testing
import Training

/// The handwritten digits, from 0 to 1, with a network of two hidden layers.
struct DigitsFit {
  let model: Sequential
  let training: Examples
  let validation: Examples

  init(hidden: (Int, Int) = (32, 16), type: ElementType = .float32) throws {
    let digits = try Dataset.digits.examples()
    let scaled = Examples(
      inputs: NDArray(digits.inputs.doubles.map { $0 / 16 }, shape: [digits.count, 64], type: type),
      targets: digits.targets.converted(to: type))
    (training, validation) = scaled.split(training: 0.8, seed: 1)
    var random = RandomSource(seed: 4)
    model = Sequential(
      Dense(64, hidden.0, activation: .relu, type: type, using: &random),
      Dense(hidden.0, hidden.1, activation: .tanh, type: type, using: &random),
      Dense(hidden.1, 10, type: type, using: &random))
  }

  var parameters: [NDArray] { model.parameters.map(\.value) }

  /// One training step on batches of 32, all equally large.
  func program(by rule: any UpdateRule = Adam(learningRate: 0.003)) -> (program: Program, feed: BatchFeed) {
    let batches = Batches(training, size: 32, seed: 3)
    let (x, y) = (Input("x", batches[0].inputs), Input("labels", batches[0].targets))
    let loss = softmaxCrossEntropy(logits: model(x), labels: y)
    return (Program(minimizing: loss, over: model.parameters, by: rule), batches.feed(x, y))
  }

  func accuracy() -> Double {
    let answers = predict(model, validation.inputs)
    let correct = (0..<validation.count).count { i in
      let row = (0..<10).map { answers[i, $0] }
      return row.firstIndex(of: row.max()!)! == Int(validation.targets[i])
    }
    return Double(correct) / Double(validation.count)
  }
}

/// Every element within a tolerance of the array's greatest, or of 1.
func expectClose(
  _ a: NDArray, _ b: NDArray, _ tolerance: Double, _ comment: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(a.shape == b.shape, "\(comment)", sourceLocation: sourceLocation)
  let scale = max(1, b.doubles.map(abs).max() ?? 1)
  let distance = zip(a.doubles, b.doubles).map { abs($0 - $1) }.max() ?? 0
  #expect(distance <= tolerance * scale, "\(comment): \(distance) apart", sourceLocation: sourceLocation)
}

let isSanitized = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

/// How much memory this process holds.
func residentBytes() throws -> Int {
  let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
  return Int(pages)! * 4096
}
