/// How a value's axes lie in the row-major numbers of the node that computes it: reshaping, transposing, slicing and
/// repeating change only this, and nothing is copied.
struct View: Hashable {
  var shape: [Int]
  /// Numbers from one position of an axis to the next; 0 along an axis that repeats.
  var strides: [Int]
  var offset = 0

  /// All numbers of a node, in order.
  init(contiguous shape: [Int]) {
    self.shape = shape
    strides = View.contiguousStrides(shape)
  }

  init(shape: [Int], strides: [Int], offset: Int) {
    self.shape = shape
    self.strides = strides
    self.offset = offset
  }

  static func contiguousStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    return strides
  }

  var rank: Int { shape.count }
  var count: Int { shape.reduce(1, *) }

  /// Do the numbers lie one after another, in order?
  var isContiguous: Bool {
    var expected = 1
    for axis in shape.indices.reversed() where shape[axis] != 1 {
      if strides[axis] != expected { return false }
      expected *= shape[axis]
    }
    return true
  }

  /// Is it one number, however often repeated?
  var isOneNumber: Bool { zip(shape, strides).allSatisfy { $0 == 1 || $1 == 0 } }

  func transposed(_ order: [Int]) -> View {
    View(shape: order.map { shape[$0] }, strides: order.map { strides[$0] }, offset: offset)
  }

  func sliced(axis: Int, start: Int, count: Int) -> View {
    var view = self
    view.shape[axis] = count
    view.offset += start * strides[axis]
    return view
  }

  func broadcast(to target: [Int]) -> View {
    let new = target.count - rank
    let strides = target.indices.map { axis in
      axis < new || (shape[axis - new] == 1 && target[axis] != 1) ? 0 : self.strides[axis - new]
    }
    return View(shape: target, strides: strides, offset: offset)
  }

  /// The same numbers in another shape, or nil where that takes a copy.
  func reshaped(to target: [Int]) -> View? {
    if isContiguous || isOneNumber {
      let strides = isContiguous ? View.contiguousStrides(target) : [Int](repeating: 0, count: target.count)
      return View(shape: target, strides: strides, offset: offset)
    }
    let axes = shape.indices.filter { shape[$0] != 1 }
    var strides = [Int](repeating: 0, count: target.count)
    var (from, to) = (0, 0)
    while from < axes.count {
      // The smallest runs of axes on both sides that hold equally many numbers.
      var (fromEnd, toEnd) = (from + 1, to)
      var (have, want) = (shape[axes[from]], 1)
      while have != want {
        if want < have {
          guard toEnd < target.count else { return nil }
          want *= target[toEnd]
          toEnd += 1
        } else {
          guard fromEnd < axes.count else { return nil }
          have *= shape[axes[fromEnd]]
          fromEnd += 1
        }
      }
      for i in from..<fromEnd - 1
      where self.strides[axes[i]] != self.strides[axes[i + 1]] * shape[axes[i + 1]] { return nil }
      var stride = self.strides[axes[fromEnd - 1]]
      for axis in (to..<toEnd).reversed() {
        strides[axis] = stride
        stride *= target[axis]
      }
      (from, to) = (fromEnd, toEnd)
    }
    return View(shape: target, strides: strides, offset: offset)
  }

  /// The axes `range` as one: its stride, 0 where all repeat; nil where no single stride serves.
  func collapsedStride(_ range: Range<Int>) -> Int? {
    var stride: Int?
    var size = 1
    for axis in range.reversed() where shape[axis] != 1 {
      if let inner = stride {
        guard strides[axis] == inner * size else { return nil }
      } else {
        stride = strides[axis]
      }
      size *= shape[axis]
    }
    return stride ?? 0
  }
}

/// What an operation reads: a node's numbers, through a view.
struct Value: Hashable {
  let node: Int
  var view: View

  var shape: [Int] { view.shape }
}
