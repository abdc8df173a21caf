import Autodiff
import Foundation
import Networks
import Tensors
import Testing

/// Values and gradients from 0 to infinity, over the catalogues, in both types: against 500 digits, and the limit at infinity.
@Suite struct SpecialValueTests {
  private struct Fixture: Decodable {
    let functions: [String: [[String]]]
    let rows: [Row]
    let losses: [LossCase]
  }
  private struct Row: Decodable {
    let row: [String]
    let logSumExp: String
    let softmax: [String]?
    let softmaxGradient: [String]?
    let logSoftmax: [String]?
    let logSoftmaxGradient: [String]?
  }
  struct LossCase: Decodable, Sendable {
    let loss: String
    let prediction: [String]
    let target: [String]
    let cost: String
    let gradient: [String]
  }

  // MARK: - Functions of one number

  private static let functions: [String: @Sendable (Tensor) -> Tensor] = {
    var functions: [String: @Sendable (Tensor) -> Tensor] = [
      "exp": { exp($0) }, "log": { log($0) }, "sqrt": { sqrt($0) }, "expm1": { expm1($0) }, "log1p": { log1p($0) },
      "reciprocal": { reciprocal($0) }, "erf": { erf($0) }, "normalCDF": { normalCDF($0) }, "pow 2": { pow($0, 2) },
      "pow 3": { pow($0, 3) }, "pow 1.5": { pow($0, 1.5) }, "pow -0.5": { pow($0, -0.5) },
    ]
    for activation in Activation.all where !["softmax", "logSoftmax"].contains(activation.name) {
      functions[activation.name] = { activation($0) }
    }
    return functions
  }()

  /// Right to the last digits however small the result is.
  private static let isPreciseNearZero: Set<String> = [
    "exp", "log1p", "expm1", "softplus", "elu", "relu", "leakyRelu", "sqrt", "reciprocal", "pow 1.5", "pow -0.5",
    "pow 2", "sigmoid", "normalCDF",
  ]
  /// Likewise, down to a hundred least normal numbers: x times a subnormal one has no more digits than that one.
  private static let isPreciseWhereNormal: Set<String> = ["gelu", "silu", "mish"]

  @Test(arguments: functions.keys.sorted(), ElementType.allCases)
  func function(_ name: String, _ type: ElementType) throws {
    let rows = try #require(try fixture("special_values", as: Fixture.self).functions[name])
    for row in rows {
      let numbers = row.map { Double($0)! }
      guard isExact(numbers[0], in: type) else { continue }
      let x = Parameter("x", NDArray([numbers[0]], type: type))
      let z = Self.functions[name]!(x)
      let slope = gradient(of: sum(z), with: x)
      let least = type == .float32 ? Double(Float.leastNormalMagnitude) : .leastNormalMagnitude
      let floor =
        Self.isPreciseNearZero.contains(name) ? 0 : Self.isPreciseWhereNormal.contains(name) ? 100 * least : 1.0
      expect(z.value, [numbers[1]], floor: floor, "\(name)(\(row[0]))")
      expect(slope.value, [numbers[2]], floor: 1, "slope of \(name) at \(row[0])")
    }
    // Where nothing is known of x, nothing is of the slope; what is straight on each side looks only at the side.
    let isStraight = ["relu", "relu6", "leakyRelu", "hardSigmoid"].contains(name)
    for nothing in [Double.nan, .signalingNaN] {
      let x = Parameter("x", Tensor(nothing, type: type).value)
      let z = Self.functions[name]!(x)
      #expect(z.scalar.isNaN)
      #expect(isStraight || gradient(of: z, with: x).scalar.isNaN)
    }
  }

  @Test func everyActivationIsTried() throws {
    let names = try fixture("special_values", as: Fixture.self).functions.keys.sorted()
    #expect(names == Self.functions.keys.sorted())
  }

  // MARK: - Rows

  @Test(arguments: ElementType.allCases) func rows(_ type: ElementType) throws {
    for item in try fixture("special_values", as: Fixture.self).rows {
      let numbers = item.row.map { Double($0)! }
      guard numbers.allSatisfy({ isExact($0, in: type) }) else { continue }
      let x = Parameter("x", NDArray(numbers, shape: [1, numbers.count], type: type))
      let weights = Tensor((1...numbers.count).map(Double.init), type: type)
      expect(logSumExp(x).value, [Double(item.logSumExp)!], floor: 1, "logSumExp of \(item.row)")
      let total = gradient(of: sum(logSumExp(x)), with: x).value
      if let shares = item.softmax {
        expect(total, shares.map { Double($0)! }, floor: 1, "gradient of logSumExp of \(item.row)")
      } else {
        #expect(total.doubles.allSatisfy { !$0.isNaN })
      }
      for (expected, slopes, function) in [
        (item.softmax, item.softmaxGradient, softmax as (Tensor) -> Tensor),
        (item.logSoftmax, item.logSoftmaxGradient, logSoftmax),
      ] {
        guard let expected, let slopes else { continue }
        let z = function(x)
        expect(z.value, expected.map { Double($0)! }, floor: 1, "\(item.row)")
        // By an upstream gradient of 1, 2, 3 …: the sum itself may be −∞.
        expect(
          gradient(of: sum(z * weights), with: x).value, slopes.map { Double($0)! }, floor: 1,
          "gradient at \(item.row)")
      }
    }
  }

  /// One ∞ takes all, and several share. Of −∞ alone there is no limit.
  @Test(arguments: ElementType.allCases) func sharesWhereNumbersAreInfinite(_ type: ElementType) {
    let inf = Double.infinity
    func same(_ tensor: Tensor, _ expected: [Double]) -> Bool {
      zip(tensor.value.doubles, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN || abs($0 - $1) < 1e-7 }
    }
    let nan = Double.nan
    for (row, shares) in [
      ([inf, 0], [1, 0]), ([-3, inf, -inf], [0, 1, 0]), ([inf], [1]), ([inf, .greatestFiniteMagnitude], [1, 0]),
      ([inf, inf], [0.5, 0.5]), ([inf, 0, inf], [0.5, 0, 0.5]), ([0, -inf], [1, 0]),
      ([-inf, -inf], [nan, nan]), ([nan, 0], [nan, nan]), ([inf, nan], [nan, nan]),
    ] {
      let x = Tensor([row.map { min($0, $0 == inf ? inf : type == .float32 ? 3e38 : 1e308) }], type: type)
      #expect(same(softmax(x), shares), "\(row)")
      #expect(same(logSoftmax(x), shares.map { Foundation.log($0) }), "\(row)")
    }
    // Each row for itself.
    let rows = softmax(Tensor([[inf, 0], [0, 0], [-inf, -inf]], type: type))
    #expect(same(rows, [1, 0, 0.5, 0.5, nan, nan]))
  }

  // MARK: - Losses

  private typealias Loss = @Sendable (Tensor, Tensor) -> Tensor

  private static let losses: [String: Loss] = {
    var losses: [String: Loss] = [
      "binary cross-entropy, weight 3": { binaryCrossEntropy(logits: $0, $1, positiveWeight: 3) },
      "softmax cross-entropy, smoothing 0.125": { softmaxCrossEntropy(logits: $0, labels: $1, labelSmoothing: 0.125) },
    ]
    for loss in Losses.all { losses[loss.name] = { loss($0, $1) } }
    return losses
  }()

  @Test(arguments: losses.keys.sorted(), ElementType.allCases)
  func loss(_ name: String, _ type: ElementType) throws {
    let cases = try fixture("special_values", as: Fixture.self).losses.filter { $0.loss == name }
    #expect(!cases.isEmpty)
    for item in cases {
      let numbers = item.prediction.map { Double($0)! }
      guard numbers.allSatisfy({ isExact($0, in: type) }) else { continue }
      let target = item.target.map { Double($0)! }
      let z = Parameter("z", NDArray(numbers, shape: [1, numbers.count], type: type))
      let y = target.count == numbers.count && !isLabel(name) ? Shape([1, target.count]) : [1]
      let loss = Self.losses[name]!(z, Tensor(NDArray(target, shape: y, type: type)))
      expect(loss.value, [Double(item.cost)!], floor: 1, "\(name) at \(item.prediction), \(item.target)")
      expect(
        gradient(of: loss, with: z).value, item.gradient.map { Double($0)! }, floor: 1,
        "gradient of \(name) at \(item.prediction), \(item.target)")
    }
  }

  private func isLabel(_ name: String) -> Bool {
    name == "softmax cross-entropy, smoothing 0.125" || Losses.all.contains { $0.name == name && $0.target == .labels }
  }

  /// A row whose label is ignored adds nothing, whatever its logits.
  @Test(arguments: ElementType.allCases) func whatIsIgnoredAddsNothing(_ type: ElementType) {
    let z = Parameter(
      "z", NDArray([0, -.infinity, 1, .infinity, .nan, 0], shape: [2, 3], type: type))
    let y = Tensor([2, -100], type: type)
    let alone = Tensor([[0, -.infinity, 1]], type: type)
    for (loss, single) in [
      (
        softmaxCrossEntropy(logits: z, labels: y, ignoring: -100),
        softmaxCrossEntropy(logits: alone, labels: y.slice(0..<1))
      ),
      (focal(logits: z, labels: y, ignoring: -100), focal(logits: alone, labels: y.slice(0..<1))),
      (hinge(z, labels: y, ignoring: -100), hinge(alone, labels: y.slice(0..<1))),
    ] {
      #expect(loss.scalar == single.scalar && loss.scalar.isFinite)
    }
  }

  // MARK: - Comparing

  private func isExact(_ number: Double, in type: ElementType) -> Bool {
    type == .float64 || !number.isFinite || Double(Float(number)) == number
  }

  /// Within rounding of each number, and of `floor` where that is larger; infinities exactly.
  private func expect(
    _ value: NDArray, _ expected: [Double], floor: Double, _ comment: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let isSingle = value.elementType == .float32
    let rounding = isSingle ? 2e-6 : 1e-14
    let least = isSingle ? Double(Float.leastNonzeroMagnitude) : Double.leastNonzeroMagnitude
    for (x, y) in zip(value.doubles, expected) {
      let wanted = isSingle ? Double(Float(y)) : y
      let isSame = x == wanted || abs(x - wanted) <= rounding * max(floor, abs(wanted)) + least
      #expect(isSame, "\(comment) is \(x), not \(wanted)", sourceLocation: sourceLocation)
    }
  }
}
