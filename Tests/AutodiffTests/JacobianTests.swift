import Autodiff
import Networks
import Tensors
import Testing

/// Derivatives of many numbers and of derivatives, against what is computed by hand and by finite differences; functions
/// whose Jacobian is neither square nor symmetric, so that a transposed one would differ.
@Suite struct JacobianTests {
  private static let type = ElementType.float64

  private func parameter(_ name: String, _ shape: Shape, seed: UInt64 = 3) -> Parameter {
    var random = RandomSource(seed: seed)
    return Parameter(name, NDArray.normal(shape, type: Self.type, using: &random))
  }

  /// ∂yᵢ/∂xⱼ by trying, y's shape followed by x's.
  private func differences(of y: Tensor, with x: Parameter) -> NDArray {
    let (before, h) = (x.value, 1e-6)
    var columns: [[Double]] = []
    for j in 0..<x.shape.count {
      func values(_ change: Double) -> [Double] {
        var numbers = before
        numbers[at: j] += change
        x.set(numbers)
        return y.value.doubles
      }
      columns.append(zip(values(h), values(-h)).map { ($0 - $1) / (2 * h) })
    }
    x.set(before)
    let numbers = (0..<y.shape.count).flatMap { i in columns.map { $0[i] } }
    return NDArray(numbers, shape: Shape(y.shape.sizes + x.shape.sizes), type: Self.type)
  }

  // MARK: - By hand

  @Test func ofALinearMapItIsTheMatrix() {
    let w = Tensor([[1, 2], [3, 4], [5, 6]], type: Self.type)
    let x = Parameter("x", [7, -1], type: Self.type)
    #expect(jacobian(of: w.matmul(x), with: x).value == w.value)
  }

  /// y = (x₁ x₂, x₁², e^x₂).
  @Test func byHand() {
    let x = Parameter("x", [2, 0.5], type: Self.type)
    let (a, b) = (x.slice(0..<1), x.slice(1..<2))
    let y = concatenate([a * b, a * a, exp(b)])
    let expected = NDArray([[0.5, 2], [4, 0], [0, 1.6487212707001282]], type: Self.type)
    #expect(relativeError(jacobian(of: y, with: x).value, expected) < 1e-14)
  }

  /// L = x₁² x₂ + x₂³: ∇L = (2 x₁ x₂, x₁² + 3 x₂²), H = ((2 x₂, 2 x₁), (2 x₁, 6 x₂)).
  @Test func secondDerivativesByHand() {
    let x = Parameter("x", [3, -2], type: Self.type)
    let (a, b) = (x.slice(0..<1), x.slice(1..<2))
    let loss = sum(a * a * b + b * b * b)
    #expect(hessian(of: loss, with: x).value == NDArray([[-4, 6], [6, -12]], type: Self.type))
    let v = Tensor([1, 10], type: Self.type)
    #expect(hessianVectorProduct(of: loss, with: x, times: v).value == NDArray([56, -114], type: Self.type))
    // A third derivative: of the sum of H, 4 x₁ + 8 x₂.
    #expect(gradient(of: sum(hessian(of: loss, with: x)), with: x).value == NDArray([4, 8], type: Self.type))
  }

  /// y is not square, and v tells its sides apart: J is [3, 2].
  @Test func productsWithVectors() {
    let x = Parameter("x", [2, 0.5], type: Self.type)
    let w = Tensor([[1, 2], [3, 4], [5, 6]], type: Self.type)
    let y = pow(w.matmul(x), 2)
    let all = jacobian(of: y, with: x)
    let (u, v) = (Tensor([1, -2, 0.5], type: Self.type), Tensor([3, -1], type: Self.type))
    #expect(relativeError(vectorJacobianProduct(of: y, with: x, times: u).value, u.matmul(all).value) < 1e-14)
    #expect(relativeError(jacobianVectorProduct(of: y, with: x, times: v).value, all.matmul(v).value) < 1e-14)
  }

  // MARK: - By trying

  /// Layers, softmax, gathering, folding, convolution: everything goes back through a batch of unit vectors.
  @Test(arguments: 0..<7) func jacobiansAreWhatDifferencesSay(_ number: Int) {
    let x = parameter("x", [2, 3])
    let w = parameter("w", [3, 4], seed: 8)
    let image = parameter("image", [1, 4, 4, 1], seed: 5)
    let filters = parameter("filters", [3, 3, 1, 2], seed: 6)
    let cases: [(Tensor, Parameter)] = [
      (tanh(x.matmul(w)), x), (tanh(x.matmul(w)), w), (softmax(x), x), (std(x, axes: [0]) * sum(x), x),
      (x.rows(Tensor([1, 1, 0], type: Self.type)) * x.slice(0..<1), x), (cumulativeSum(x, axis: 1) / (1 + x * x), x),
      (tanh(Convolution2D(weights: filters.value, bias: nil)(image)), image),
    ]
    let (y, target) = cases[number]
    #expect(relativeError(jacobian(of: y, with: target).value, differences(of: y, with: target)) < 1e-7)
  }

  @Test func hessiansAreWhatDifferencesOfGradientsSay() {
    let (x, w) = (parameter("x", [4, 3]), parameter("w", [3, 2], seed: 9))
    let y = parameter("y", [4, 2], seed: 10)
    let loss = sum(pow(softmax(tanh(x.matmul(w))) - y, 2))
    let whole = hessian(of: loss, with: w)
    #expect(whole.shape == [3, 2, 3, 2])
    #expect(relativeError(whole.value, differences(of: gradient(of: loss, with: w), with: w)) < 1e-7)
    let v = parameter("v", [3, 2], seed: 11)
    let flat = whole.reshaped([6, 6]).matmul(v.reshaped([6])).reshaped([3, 2])
    #expect(relativeError(hessianVectorProduct(of: loss, with: w, times: v).value, flat.value) < 1e-12)
    // Together, the products know how one parameter changes the gradient of another.
    let u = parameter("u", [4, 3], seed: 12)
    let both = hessianVectorProducts(of: loss, with: [w, x], times: [v, u])
    let mixed = sum(gradient(of: loss, with: w) * v) + sum(gradient(of: loss, with: x) * u)
    #expect(relativeError(both[0].value, differences(of: mixed, with: w)) < 1e-7)
    #expect(relativeError(both[1].value, differences(of: mixed, with: x)) < 1e-7)
  }

  @Test func whatIsDetachedIsConstant() {
    let x = Parameter("x", [2, 3], type: Self.type)
    #expect(jacobian(of: x * x.detached(), with: x).value == NDArray([[2, 0], [0, 3]], type: Self.type))
    #expect(jacobian(of: Tensor([1, 2, 3], type: Self.type), with: x).value.doubles == [0, 0, 0, 0, 0, 0])
  }

  // MARK: - In the engine

  /// Like a gradient: in the phase `backward`, with explanations, and the same by the stepper and the naive kernels.
  @Test func itIsSteppedLikeAGradient() {
    let (x, w) = (parameter("x", [2, 3]), parameter("w", [3, 2], seed: 8))
    let all = jacobian(of: tanh(x.matmul(w)), with: w)
    let graph = Graph(of: [all])
    graph.checkInvariants()
    #expect(graph.phases == [.data, .forward, .backward])
    #expect(relativeError(graph.naiveValues()[graph.outputs[0]], all.value) < 1e-14)
    let stepper = Stepper(Program(all))
    for _ in 0..<graph.count { stepper.forward() }
    #expect(stepper.value(of: all).map { relativeError($0, all.value) < 1e-14 } == true)
    // The forward pass is there once, whatever the number of derivatives.
    #expect(graph.operations.count { $0.primitive === Primitive.tanh } == 1)
  }

  @Test func wrongArgumentsGetASentence() async {
    func text(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }
    let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Parameter("x", [1, 2])
      _ = hessianVectorProduct(of: sum(x * x), with: x, times: Tensor([1, 2, 3]))
    }
    #expect(text(shape).contains("expects a vector of the shape of its target, x [2]; got [3]."))
    let loss = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Parameter("x", [1, 2])
      _ = hessian(of: x * x, with: x)
    }
    #expect(text(loss).contains("a loss of one number; got [2]"))
    let none = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Parameter("x", [1, 2])
      _ = jacobian(of: x.slice(0..<0), with: x)
    }
    #expect(text(none).contains("a Jacobian expects at least one number to differentiate; got y [0]."))
    let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Parameter("x", [1, 2])
      _ = hessianVectorProducts(of: sum(x * x), with: [x], times: [])
    }
    #expect(text(count).contains("expects a vector for each of 1 targets; got 0."))
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = vmap(Tensor([1, 2]), Tensor([1, 2, 3])) { $0 * $1 }
    }
    #expect(text(rows).contains("vmap expects tensors [n, …] with one and the same n, at least 1; got [2] and [3]."))
  }
}
