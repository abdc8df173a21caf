// Plain loops, written to be read: what each operation on arrays means. All arrays are row-major.
// To read them, start with `matrixProduct`, then `reduce`. Faster kernels must agree with these.

/// z[b, i, j] = Σ_k x[b, i, k] · w[b, k, j]; `w` is shared by all b when `sharesRight`.
///
/// x: [batch, rows, inner], w: [batch or 1, inner, columns] → z: [batch, rows, columns]
@_specialize(where S == Float)
@_specialize(where S == Double)
public func matrixProduct<S: Scalar>(
  _ x: UnsafePointer<S>, _ w: UnsafePointer<S>, into z: UnsafeMutablePointer<S>, batch: Int, rows: Int, inner: Int,
  columns: Int, sharesRight: Bool
) {
  for b in 0..<batch {
    let x = x + b * rows * inner
    let w = sharesRight ? w : w + b * inner * columns
    let z = z + b * rows * columns
    for i in 0..<rows {
      let row = z + i * columns
      for j in 0..<columns { row[j] = 0 }
      for k in 0..<inner {
        let factor = x[i * inner + k]
        let weights = w + k * columns
        for j in 0..<columns { row[j] += factor * weights[j] }
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
public func reduce<S: Scalar>(
  _ x: UnsafePointer<S>, shape: Shape, axes: [Int], by reduction: Reduction, into z: UnsafeMutablePointer<S>
) {
  // Stride of each axis of x in z: 0 where it is folded.
  var outputStrides = [Int](repeating: 0, count: shape.rank)
  var outputCount = 1
  for axis in stride(from: shape.rank - 1, through: 0, by: -1) where !axes.contains(axis) {
    outputStrides[axis] = outputCount
    outputCount *= shape[axis]
  }
  let start: S = reduction == .max ? -.infinity : 0
  for i in 0..<outputCount { z[i] = start }
  var walk = StridedWalk(shape: shape, strides: outputStrides)
  let count = shape.count
  for i in 0..<count {
    let o = walk.offset
    if reduction == .max {
      if x[i] > z[o] || x[i].isNaN { z[o] = x[i] }
    } else {
      z[o] += x[i]
    }
    walk.advance()
  }
  if reduction == .mean, outputCount > 0 {
    let folded = S(count / outputCount)
    for i in 0..<outputCount { z[i] /= folded }
  }
}

/// z[…] = x at the offsets that `strides` (one per axis of z, 0 = repeat) and `start` walk through.
/// Transposing, broadcasting and slicing are all this loop.
@_specialize(where S == Float)
@_specialize(where S == Double)
public func gatherStrided<S: Scalar>(
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
public func scatterStrided<S: Scalar>(
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
