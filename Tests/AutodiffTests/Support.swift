import Autodiff
import Foundation
import Networks
import Tensors
import Testing

/// Every sample of every primitive, to run a test on.
struct SampleCase: Sendable, CustomTestStringConvertible {
  let primitive: Primitive
  let number: Int
  var sample: Sample { primitive.samples[number] }
  var testDescription: String { "\(primitive.name), sample \(number)" }

  static let all = Primitive.all.flatMap { p in p.samples.indices.map { SampleCase(primitive: p, number: $0) } }
  /// Of those through which a gradient flows.
  static let differentiable = all.filter { !$0.primitive.localDerivatives.isEmpty }

  /// Operands with the numbers that the sample asks for; the same ones every time.
  func operands(_ type: ElementType = .float64) -> [Parameter] {
    var random = RandomSource(seed: 7)
    return zip(sample.shapes, sample.ranges).enumerated().map { i, pair in
      var array = NDArray.uniform(pair.0, in: pair.1, type: type, using: &random)
      if sample.wholeOperands.contains(i) {
        for k in 0..<array.count { array[at: k] = array[at: k].rounded(.down) }
      }
      return Parameter("x\(i)", array)
    }
  }

  /// The operands that hold no indices.
  func smooth(_ operands: [Parameter]) -> [Parameter] {
    operands.indices.filter { !sample.wholeOperands.contains($0) }.map { operands[$0] }
  }
}

func fixture<Content: Decodable>(_ name: String, as: Content.Type) throws -> Content {
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/\(name).json")
  return try JSONDecoder().decode(Content.self, from: Data(contentsOf: file))
}

struct FixtureArray: Decodable {
  let shape: [Int]
  let values: [Double]
  var array: NDArray { NDArray(values, shape: Shape(shape), type: .float64) }
}

/// What a public framework computed: a result, and the gradients of Σ result · weights.
struct FixtureCase: Decodable {
  let operands: [String: FixtureArray]
  let result: FixtureArray
  let weights: FixtureArray
  let gradients: [String: FixtureArray]
}

/// The greatest |a − b| / max(1, |b|); infinite when the shapes differ or a number is NaN.
func relativeError(_ a: NDArray, _ b: NDArray) -> Double {
  guard a.shape == b.shape else { return .infinity }
  return zip(a.doubles, b.doubles).reduce(0) { worst, pair in
    let error = abs(pair.0 - pair.1) / max(1, abs(pair.1))
    return error.isNaN ? .infinity : max(worst, error)
  }
}

/// Compares what a layer computes, and the gradients of its input and of each of its parameters, with a fixture.
///
/// - Parameter names: what the fixture calls the layer's parameters, in order.
func expectAgreement(
  of layer: any Layer, _ names: [String], with fixture: FixtureCase, in pass: Pass = Pass(.evaluation)
) throws {
  let x = Parameter("x", fixture.operands["x"]!.array)
  let z = layer(x, in: pass)
  #expect(relativeError(z.value, fixture.result.array) < 1e-10)
  let loss = sum(z * Tensor(fixture.weights.array))
  let targets = zip(["x"] + names, [x] + layer.parameters).filter { fixture.gradients[$0.0] != nil }
  #expect(targets.count == fixture.gradients.count && names.count == layer.parameters.count)
  let slopes = gradients(of: loss, with: targets.map(\.1))
  for ((name, _), slope) in zip(targets, slopes) {
    #expect(relativeError(slope.value, fixture.gradients[name]!.array) < 1e-10, "∂/∂\(name)")
  }
  Graph(of: slopes).checkInvariants()
}
