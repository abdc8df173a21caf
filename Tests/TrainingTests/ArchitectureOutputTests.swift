import Autodiff
import Foundation
import Networks
import Tensors
import Testing
import Training

/// Published networks, small, against a public framework's: the same scores from the same weights. The fixtures are
/// those of make_architecture_fixtures.py, and so is the rule that makes weights.
@Suite struct ArchitectureOutputTests {
  private struct Fixtures: Decodable {
    let scores: [String: Case]

    struct Case: Decodable {
      let size: Int
      /// How many parameters and statistics the framework has.
      let count: Int
      let scores: Numbers
      let auxiliary: Numbers?
    }

    struct Numbers: Decodable {
      let shape: [Int]
      let values: [Double]
      var array: NDArray { NDArray(values, shape: Shape(shape), type: .float64) }
    }

    static func read() throws -> Fixtures {
      let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/architectures.json")
      return try JSONDecoder().decode(Fixtures.self, from: Data(contentsOf: file))
    }
  }

  private static let small: [String: @Sendable (Int) -> Architecture] = [
    "LeNet-5": { _ in .leNet5(type: .float64) },
    "AlexNet": { .alexNet(classes: 10, size: $0, hidden: 48, type: .float64) },
    "VGG-16": { .vgg16(classes: 10, width: 0.125, size: $0, hidden: 48, type: .float64) },
    "VGG-16 with batch norm": {
      .vgg16(classes: 10, normalized: true, width: 0.125, size: $0, hidden: 48, type: .float64)
    },
    "U-Net": { .uNet(levels: 2, width: 0.0625, size: $0, type: .float64) },
    "U-Net, same": { .uNet(levels: 2, width: 0.0625, size: $0, padding: .same, type: .float64) },
    "ResNet-18": { .resNet18(classes: 10, blocks: [2, 1, 1, 1], size: $0, type: .float64) },
    "ResNet-50": { .resNet50(classes: 10, blocks: [2, 1, 1, 1], size: $0, type: .float64) },
    "InceptionV3": { .inceptionV3(classes: 10, size: $0, type: .float64) },
    "InceptionV3 with auxiliary head": { .inceptionV3(classes: 10, auxiliary: true, size: $0, type: .float64) },
    "DenseNet-121": { .denseNet121(classes: 10, blocks: [3, 2, 2, 1], growth: 8, size: $0, type: .float64) },
    "MobileNetV1": { .mobileNetV1(classes: 10, width: 0.25, size: $0, type: .float64) },
    "MobileNetV2": { .mobileNetV2(classes: 10, width: 0.5, size: $0, type: .float64) },
    "MobileNetV3-large": { .mobileNetV3Large(classes: 10, width: 0.5, size: $0, type: .float64) },
    "EfficientNet-B0": { .efficientNetB0(classes: 10, size: $0, type: .float64) },
    "EfficientNet-Lite0": { .efficientNetLite0(classes: 10, size: $0, type: .float64) },
  ]

  @Test(arguments: small.keys.sorted()) func scores(_ name: String) throws {
    let fixture = try #require(try Fixtures.read().scores[name])
    let model = Self.small[name]!(fixture.size)
    Self.setWeights(of: model, count: fixture.count)
    let shape = Shape([2, fixture.size, fixture.size, model.channels])
    let pixels = (0..<shape.count).map { sin(0.01 * pow(Double($0), 1.1)) }
    let answers = model.answers(Tensor(NDArray(pixels, shape: shape, type: .float64)), in: Pass(.evaluation))
    let scores = answers.scores.rank == 4 ? Self.everyThird(answers.scores) : answers.scores
    #expect(Self.error(scores.value, fixture.scores.array) < 1e-9)
    #expect((answers.auxiliary == nil) == (fixture.auxiliary == nil))
    if let expected = fixture.auxiliary { #expect(Self.error(answers.auxiliary!.value, expected.array) < 1e-9) }
  }

  @Test func everyFixtureIsUsed() throws {
    #expect(try Fixtures.read().scores.keys.sorted() == Self.small.keys.sorted())
    // Every family is among them.
    #expect(PublishedNetwork.all.allSatisfy { Self.small[$0.title] != nil })
  }

  private static func everyThird(_ x: Tensor) -> Tensor {
    [1, 2].reduce(x) { $0.slice(stride(from: 0, to: x.shape[$1], by: 3), axis: $1) }
  }

  /// As the framework orders them: parameters, then statistics, each in its own order of axes.
  private static func setWeights(of model: Architecture, count: Int) {
    let forms = model.storedForms(in: .pyTorch)
    let kept = (model.parameters + model.state).filter { forms[ObjectIdentifier($0)] != nil }
    #expect(kept.count == count)
    for (index, parameter) in kept.enumerated() {
      let form = forms[ObjectIdentifier(parameter)]!
      parameter.set(form.numbers(numbers(index, form.shape, parameter.name.split(separator: ".").last!)))
    }
  }

  private static func numbers(_ index: Int, _ shape: Shape, _ role: Substring) -> NDArray {
    let size = shape.rank > 1 ? 2 / (Double(shape.count) / Double(shape[0])).squareRoot() : 0.2
    let middle: Double = shape.rank == 1 && ["gain", "variance"].contains(role) ? 1 : 0
    let values = (0..<shape.count).map { middle + sin(0.37 * Double(index) + 1.7 * Double($0)) * size }
    return NDArray(values, shape: shape, type: .float64)
  }

  /// Relative to the greatest number that is expected.
  private static func error(_ a: NDArray, _ b: NDArray) -> Double {
    guard a.shape == b.shape else { return .infinity }
    let largest = b.doubles.map(abs).max() ?? 1
    return zip(a.doubles, b.doubles).map { abs($0 - $1) }.max()! / largest
  }
}
