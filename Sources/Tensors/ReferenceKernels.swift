// Plain loops, written to be read: what each operation on arrays means. All arrays are row-major.
// To read them, start with `matrixProduct`, then `reduce`. Faster kernels must agree with these. Sums carry along what
// rounding loses (`CompensatedSum`): a million 0.1, added one after the other in Float32, would come to 100,958.

/// z[b, i, j] = Σ_k x[b, i, k] · w[b, k, j]; `w` is shared by all b when `sharesRight`.
///
/// x: [batch, rows, inner], w: [batch or 1, inner, columns] → z: [batch, rows, columns]
@_specialize(where S == Float)
@_specialize(where S == Double)
package func matrixProduct<S: Scalar>(
  _ x: UnsafePointer<S>, _ w: UnsafePointer<S>, into z: UnsafeMutablePointer<S>, batch: Int, rows: Int, inner: Int,
  columns: Int, sharesRight: Bool
) {
  for b in 0..<batch {
    let x = x + b * rows * inner
    let w = sharesRight ? w : w + b * inner * columns
    let z = z + b * rows * columns
    for i in 0..<rows {
      for j in 0..<columns {
        var sum = CompensatedSum<S>()
        for k in 0..<inner { sum.add(x[i * inner + k] * w[k * columns + j]) }
        z[i * columns + j] = sum.value
      }
    }
  }
}

/// How an axis is folded away.
public enum Reduction: Sendable { case sum, mean, max }

/// Folds the axes of `x` in `axes`; z has the remaining elements in order. The maximum of nothing is −∞;
/// a NaN makes the maximum NaN.
@_specialize(where S == Float)
@_specialize(where S == Double)
package func reduce<S: Scalar>(
  _ x: UnsafePointer<S>, shape: Shape, axes: [Int], by reduction: Reduction, into z: UnsafeMutablePointer<S>
) {
  // Stride of each axis of x in z: 0 where it is folded.
  var outputStrides = [Int](repeating: 0, count: shape.rank)
  var outputCount = 1
  for axis in stride(from: shape.rank - 1, through: 0, by: -1) where !axes.contains(axis) {
    outputStrides[axis] = outputCount
    outputCount *= shape[axis]
  }
  func forEachElement(_ body: (_ i: Int, _ o: Int) -> Void) {
    var walk = StridedWalk(shape: shape, strides: outputStrides)
    for i in 0..<shape.count {
      body(i, walk.offset)
      walk.advance()
    }
  }
  switch reduction {
  case .sum: sums(into: z, count: outputCount) { add in forEachElement { i, o in add(o, x[i]) } }
  case .mean:
    sums(into: z, count: outputCount) { add in forEachElement { i, o in add(o, x[i]) } }
    for o in 0..<outputCount { z[o] /= S(shape.count / outputCount) }
  case .max:
    for o in 0..<outputCount { z[o] = -.infinity }
    forEachElement { i, o in if x[i] > z[o] || x[i].isNaN { z[o] = x[i] } }
  }
}

/// z[…] = x at the offsets that `strides` (one per axis of z, 0 = repeat) and `start` walk through.
/// Transposing, broadcasting and slicing are all this loop.
@_specialize(where S == Float)
@_specialize(where S == Double)
package func gatherStrided<S: Scalar>(
  _ x: UnsafePointer<S>, start: Int = 0, strides: [Int], into z: UnsafeMutablePointer<S>, shape: Shape
) {
  var walk = StridedWalk(shape: shape, strides: strides)
  for i in 0..<shape.count {
    z[i] = x[start + walk.offset]
    walk.advance()
  }
}

/// z at the offsets that `strides` and `start` walk through = x; the rest of z is left alone.
@_specialize(where S == Float)
@_specialize(where S == Double)
package func scatterStrided<S: Scalar>(
  _ x: UnsafePointer<S>, shape: Shape, into z: UnsafeMutablePointer<S>, start: Int, strides: [Int]
) {
  var walk = StridedWalk(shape: shape, strides: strides)
  for i in 0..<shape.count {
    z[start + walk.offset] = x[i]
    walk.advance()
  }
}

/// Walks a shape in row-major order and keeps the offset that other strides give: an odometer.
public struct StridedWalk {
  private let sizes: [Int]
  private let strides: [Int]
  private var index: [Int]
  public private(set) var offset = 0

  public init(shape: Shape, strides: [Int]) {
    sizes = shape.sizes
    self.strides = strides
    index = [Int](repeating: 0, count: shape.rank)
  }

  public mutating func advance() {
    var axis = sizes.count - 1
    while axis >= 0 {
      index[axis] += 1
      offset += strides[axis]
      if index[axis] < sizes[axis] { return }
      offset -= strides[axis] * sizes[axis]
      index[axis] = 0
      axis -= 1
    }
  }
}
