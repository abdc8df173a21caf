import Autodiff
import Glibc
import Tensors

/// Waves of many lengths added to each step, by which its place can be told. Vaswani et al. 2017, arXiv:1706.03762,
/// section 3.5.
///
///     z[t, 2i] = x + sin(t / 10000^(2i / width)), z[t, 2i + 1] = x + cos(t / 10000^(2i / width))
///
/// x: [batch, time, width] → the same shape
public struct SinusoidalPositions: Layer {
  public let width: Int
  public var name: String

  /// - Parameter width: even.
  public init(_ width: Int, name: String = "positions") {
    guard width > 0, width % 2 == 0 else { stop("SinusoidalPositions expects an even width; got \(width).") }
    self.width = width
    self.name = name
  }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 3 && $0[2] == width }, wanted: "[batch, time, \(width)]")
    return labelled {
      let angles = waves(pass.places(x.shape[1], type: x.elementType), width: width)
      // cos is sin a quarter turn later.
      let turns = (0..<width).map { $0 % 2 == 0 ? 0 : Double.pi / 2 }
      return x + sin(angles + Tensor(NDArray(turns, type: x.elementType), name: "turns"))
    }
  }

  public var description: String { "SinusoidalPositions(\(width))" }
}

/// t / base^(2i / width) for each place t and number 2i or 2i + 1: [time] → [time, width].
func waves(_ places: Tensor, width: Int, base: Double = 10000) -> Tensor {
  let slowness = (0..<width).map { Glibc.pow(base, -Double($0 / 2 * 2) / Double(width)) }
  return places.reshaped([places.shape[0], 1])
    * Tensor(NDArray(slowness, type: places.elementType), name: "frequencies")
}

/// A learnt row added to each step, one for each place. Gehring et al. 2017, arXiv:1705.03122.
///
/// x: [batch, time, width] with time up to `count` → the same shape
public struct LearntPositions: Layer {
  /// [count, width]
  public let table: Parameter
  public var name: String { didSet { label(["table": table]) } }

  /// - Parameter table: [count, width].
  public init(table: NDArray, name: String = "positions") {
    guard table.shape.rank == 2 else {
      stop(shapes: "LearntPositions expects a table [count, width]; got \(table.shape).")
    }
    self.table = Parameter("table", table)
    self.name = name
    label(["table": self.table])
  }

  public init(
    _ count: Int, _ width: Int, initializer: Initializer = .normal(standardDeviation: 0.02),
    type: ElementType = .float32, name: String = "positions", using random: inout RandomSource
  ) {
    checkSizes("LearntPositions", ["count": count, "width": width])
    self.init(
      table: initializer([count, width], fan: .init(in: 1, out: width), type: type, using: &random), name: name)
  }

  /// The same, drawn by the current seed.
  public init(_ count: Int, _ width: Int, name: String = "positions") {
    var random = RandomSource()
    self.init(count, width, name: name, using: &random)
  }

  public var parameters: [Parameter] { [table] }
  public var count: Int { table.shape[0] }
  public var width: Int { table.shape[1] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 3 && $0[2] == width }, wanted: "[batch, time, \(width)]")
    let last = pass.cache?.capacity ?? x.shape[1]
    guard last <= count else {
      stop("\(signature) knows \(count) places; got a sequence of \(last). Cut it, or make the table longer.")
    }
    return labelled { x + table.rows(pass.places(x.shape[1], type: x.elementType)) }
  }

  public var description: String { "LearntPositions(\(count), \(width))" }
}

/// Turns each pair of numbers by an angle that grows with the place, so that products of two of them depend on how
/// far apart they are. Su et al. 2021, arXiv:2104.09864, equation 34.
///
///     [z₂ᵢ z₂ᵢ₊₁] = [x₂ᵢ x₂ᵢ₊₁] turned by t / 10000^(2i / size)
///
/// - Parameter x: [batch, heads, time, size], size even.
public func rotated(_ x: Tensor, in pass: Pass, base: Double = 10000) -> Tensor {
  guard x.rank == 4, x.shape[3] % 2 == 0 else {
    stop(shapes: "rotated expects [batch, heads, time, an even size]; got \(x.shapeText).")
  }
  return module("rotate") {
    let (size, type) = (x.shape[3], x.elementType)
    let angles = waves(pass.places(x.shape[2], type: type), width: size, base: base)
    // x · quarter turn = [−x₁ x₀ −x₃ x₂ …]
    var turn = NDArray(repeating: 0, shape: [size, size], type: type)
    for i in stride(from: 0, to: size, by: 2) {
      turn[at: (i + 1) * size + i] = -1
      turn[at: i * size + i + 1] = 1
    }
    return x * cos(angles) + x.matmul(Tensor(turn, name: "quarter turn")) * sin(angles)
  }
}

extension SinusoidalPositions {
  public static let kind = LayerKind(
    SinusoidalPositions.self, formula: "z = x + sin(t / 10000^(2i/width)), cos at odd places",
    source: "Vaswani et al. 2017, arXiv:1706.03762",
    explanation:
      "Adds waves of many lengths to a sequence, so that attention, which sees no order, can tell places apart.",
    samples: [LayerSample([2, 3, 4]) { _, _ in SinusoidalPositions(4) }])
}

extension LearntPositions {
  public static let kind = LayerKind(
    LearntPositions.self, formula: "z = x + row t of the table", source: "Gehring et al. 2017, arXiv:1705.03122",
    explanation: "Adds a learnt row to each step of a sequence, one for each place, as long as the table goes.",
    samples: [LayerSample([2, 3, 4]) { type, random in LearntPositions(5, 4, type: type, using: &random) }])
}
