import Autodiff
import Tensors

/// A program of random operations on inputs that begin with a batch axis, and on parameters that do not: the same seed
/// gives the same program, and fewer operations give the beginning of the same.
struct RandomProgram {
  private var random: RandomSource
  private let batch: Int
  private var values: [Tensor] = []
  private var leaves: [Tensor] = []

  private let mostNumbers: Int
  private static let mostAxes = 8

  /// - Parameters:
  ///   - count: how many operations to choose.
  ///   - size: how many times longer than three or four numbers axes are.
  init(seed: UInt64, batch: Int, operations count: Int, size: Int = 1) {
    random = RandomSource(seed: seed)
    self.batch = batch
    mostNumbers = 3000 * size * size
    let (m, n) = (3 * size, 4 * size)
    for (i, shape) in [[batch, m], [batch, 2, n], [batch, m, 2]].enumerated() {
      add(leaf: Input("x\(i)", numbers(shape)))
    }
    for (i, shape) in [[m], [m, n], [n, m], [2, 1], [], [1, m]].enumerated() {
      add(leaf: Parameter("w\(i)", numbers(shape)))
    }
    values.append(Tensor(numbers([n, m])))
    var chosen = 0
    while chosen < count {
      guard let value = operation(), value.shape.count <= mostNumbers, value.rank <= Self.mostAxes else {
        continue
      }
      values.append(value)
      chosen += 1
    }
  }

  /// The loss over the last values, its gradients, and some values on the way.
  func program() -> Program {
    let last = values.suffix(4).map { mean(tanh($0) * 2) }
    let loss = last.dropFirst().reduce(last[0]) { $0 + $1 }
    let slopes = gradients(of: loss, with: leaves)
    return Program([loss] + slopes + values.suffix(3) + values.dropFirst(leaves.count).prefix(2))
  }

  // MARK: - Choosing

  private mutating func numbers(_ shape: [Int]) -> NDArray { .uniform(Shape(shape), in: -1..<1, using: &random) }

  private mutating func add(leaf: Tensor) {
    leaves.append(leaf)
    values.append(leaf)
  }

  private mutating func below(_ bound: Int) -> Int { random.integer(below: bound) }

  /// Later values more often, so that programs become deep.
  private mutating func value() -> Tensor {
    below(3) == 0 ? values[below(values.count)] : values[values.count - 1 - below(Swift.min(5, values.count))]
  }

  private mutating func axis(of x: Tensor) -> Int { below(x.rank) }

  /// Nil where the chosen operands do not suit.
  private mutating func operation() -> Tensor? {
    let x = value()
    switch below(15) {
    case 0: return function(x)
    case 1, 2: return pair(x, value())
    case 3: return fold(x)
    case 4: return product(x, value())
    case 5: return reshaped(x)
    case 6 where x.rank > 1: return x.transposed(random.permutation(x.rank))
    case 7 where x.rank > 0:
      let axis = axis(of: x)
      guard x.shape[axis] > 0 else { return nil }
      let start = below(x.shape[axis])
      return x.slice(start..<start + 1 + below(x.shape[axis] - start), axis: axis)
    case 8 where x.rank > 0: return joined(x, value())
    case 9: return repeated(x)
    case 10 where x.rank > 0: return rows(x)
    case 11 where x.rank > 0: return softmax(x)
    case 12, 13: return further(x, value())
    default: return nil
    }
  }

  private mutating func function(_ x: Tensor) -> Tensor {
    switch below(14) {
    case 0: tanh(x)
    case 1: sigmoid(x)
    case 2: relu(x)
    case 3: leakyRelu(x, slope: 0.1)
    case 4: abs(x)
    case 5: exp(tanh(x))
    case 6: log(pow(x, 2) + 1)
    case 7: sqrt(pow(x, 2) + 0.5)
    case 8: -x
    case 9: gelu(x)
    case 10: elu(x)
    case 11: sin(x)
    case 12: cos(x)
    default: x * 0.5 + 1
    }
  }

  /// Operations that are composed of others, or have no kernel of a plan's own.
  private mutating func further(_ x: Tensor, _ y: Tensor) -> Tensor? {
    guard x.rank > 0 else { return log1p(abs(x)) }
    let axis = axis(of: x)
    switch below(10) {
    case 0: return cumulativeSum(x, axis: axis)
    case 1: return Autodiff.product(tanh(x), axis: axis)
    case 2 where x.shape[axis] > 0: return topK(x, 1 + below(x.shape[axis]), axis: axis).values
    case 3 where x.shape[axis] > 0: return x.takenAlong(argmax(x, axis: axis).reshaped(ones(x, axis)), axis: axis)
    case 4: return x.reversed(axis: axis)
    case 5 where x.shape[axis] > 0: return pad(x, before: below(2), after: below(3), axis: axis, by: .edge)
    case 6: return pow(sigmoid(x) + 0.5, tanh(x))
    case 7: return std(x, axis: axis) + min(x, axis: axis)
    case 8: return expm1(tanh(x)) + softplus(x)
    default:
      guard y.rank > 0, x.shape.sizes.last == y.shape.sizes.last, x.shape.count * y.shape.count < mostNumbers else {
        return triangularLower(x.reshaped([-1, x.shape.sizes.last!]), offset: 1)
      }
      // Along the axis that both end with: all pairs of rows.
      let rows = [x, y].map {
        $0.reshaped([$0.shape.count / Swift.max($0.shape.sizes.last!, 1), $0.shape.sizes.last!])
      }
      return tanh(einsum("ij,kj->ik", rows[0], rows[1]))
    }
  }

  private func ones(_ x: Tensor, _ axis: Int) -> [Int] {
    x.shape.sizes.enumerated().map { $0.offset == axis ? 1 : $0.element }
  }

  private mutating func pair(_ x: Tensor, _ y: Tensor) -> Tensor? {
    guard let shape = x.shape.broadcast(with: y.shape) else { return nil }
    let (x, y) = (x.broadcast(to: shape), y.broadcast(to: shape))
    switch below(7) {
    case 0: return x + y
    case 1: return x - y
    case 2: return tanh(x) * y
    case 3: return x / (pow(y, 2) + 1)
    case 4: return maximum(x, y)
    case 5: return minimum(x, y)
    default: return select(x .> 0, y, x)
    }
  }

  private mutating func fold(_ x: Tensor) -> Tensor {
    let axes = (0..<x.rank).filter { _ in below(2) == 0 }
    let keeps = below(2) == 0
    switch below(3) {
    case 0: return sum(x, axes: axes, keepingAxes: keeps)
    case 1: return mean(x, axes: axes, keepingAxes: keeps)
    default: return max(x, axes: axes, keepingAxes: keeps)
    }
  }

  private mutating func product(_ x: Tensor, _ y: Tensor) -> Tensor? {
    guard x.rank >= 2, y.rank >= 2 else { return nil }
    let y = x.shape[x.rank - 1] == y.shape[y.rank - 2] ? y : y.transposed()
    guard x.shape[x.rank - 1] == y.shape[y.rank - 2] else { return nil }
    guard y.rank == 2 || x.shape.sizes.dropLast(2) == y.shape.sizes.dropLast(2) else { return nil }
    return tanh(x.matmul(y))
  }

  /// Two neighbouring axes made one, or one axis made two.
  private mutating func reshaped(_ x: Tensor) -> Tensor? {
    var sizes = x.shape.sizes
    guard x.rank > 0 else { return x.reshaped([1, 1]) }
    let axis = axis(of: x)
    if below(2) == 0, axis + 1 < x.rank {
      sizes.replaceSubrange(axis...axis + 1, with: [sizes[axis] * sizes[axis + 1]])
    } else {
      let divisors = (1...Swift.max(sizes[axis], 1)).filter { sizes[axis] % $0 == 0 }
      let first = divisors[below(divisors.count)]
      sizes.replaceSubrange(axis...axis, with: [first, sizes[axis] / first])
    }
    return x.reshaped(sizes)
  }

  private mutating func joined(_ x: Tensor, _ y: Tensor) -> Tensor? {
    let axis = axis(of: x)
    guard y.rank == x.rank, (0..<x.rank).allSatisfy({ $0 == axis || x.shape[$0] == y.shape[$0] }) else {
      return concatenate([x, tanh(x), x * 2], axis: axis)
    }
    return concatenate([x, y], axis: axis)
  }

  private mutating func repeated(_ x: Tensor) -> Tensor {
    let sizes = x.shape.sizes.map { $0 == 1 ? 1 + below(3) : $0 }
    return x.broadcast(to: Shape(below(3) == 0 ? [batch] + sizes : below(2) == 0 ? [2] + sizes : sizes))
  }

  private mutating func rows(_ x: Tensor) -> Tensor {
    let rows = x.shape[0]
    return x.rows(Tensor(NDArray((0..<3).map { _ in Double(below(rows)) }, shape: [3])))
  }
}
