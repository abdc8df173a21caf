/// How a value's axes lie in the row-major numbers of the node that computes it: reshaping, transposing, slicing and
/// repeating change only this, and nothing is copied.
package struct View: Hashable, Sendable {
  package var shape: [Int]
  /// Numbers from one position of an axis to the next; 0 along an axis that repeats.
  package var strides: [Int]
  package var offset = 0

  /// All numbers of a node, in order.
  package init(contiguous shape: [Int], offset: Int = 0) {
    self.shape = shape
    self.offset = offset
    strides = View.contiguousStrides(shape)
  }

  package init(shape: [Int], strides: [Int], offset: Int) {
    self.shape = shape
    self.strides = strides
    self.offset = offset
  }

  package static func contiguousStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    return strides
  }

  package var rank: Int { shape.count }
  package var count: Int { shape.reduce(1, *) }

  /// Do the numbers lie one after another, in order?
  package var isContiguous: Bool {
    var expected = 1
    for axis in shape.indices.reversed() where shape[axis] != 1 {
      if strides[axis] != expected { return false }
      expected *= shape[axis]
    }
    return true
  }

  /// Is it one number, however often repeated?
  package var isOneNumber: Bool { zip(shape, strides).allSatisfy { $0 == 1 || $1 == 0 } }

  package func transposed(_ order: [Int]) -> View {
    View(shape: order.map { shape[$0] }, strides: order.map { strides[$0] }, offset: offset)
  }

  /// As a primitive's attributes say.
  package func rearranged(_ part: KernelKind.ViewPart, _ attributes: Attributes) -> View {
    switch (part, attributes) {
    case (.transpose, .permutation(let order)): transposed(order)
    case (.broadcast, .shape(let shape)): broadcast(to: shape.sizes)
    case (.slice, .range(let axis, let start, let count)): sliced(axis: axis, start: start, count: count)
    default: preconditionFailure("a view without its attribute")
    }
  }

  package func sliced(axis: Int, start: Int, count: Int) -> View {
    var view = self
    view.shape[axis] = count
    view.offset += start * strides[axis]
    return view
  }

  package func broadcast(to target: [Int]) -> View {
    let new = target.count - rank
    let strides = target.indices.map { axis in
      axis < new || (shape[axis - new] == 1 && target[axis] != 1) ? 0 : self.strides[axis - new]
    }
    return View(shape: target, strides: strides, offset: offset)
  }

  /// The same numbers in another shape, or nil where that takes a copy.
  package func reshaped(_ target: [Int]) -> View? {
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
  package func collapsedStride(_ range: Range<Int>) -> Int? {
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

extension View {
  /// The position in memory of the number at a row-major position of the shape.
  func offset(at position: Int) -> Int {
    var (rest, result) = (position, offset)
    for axis in shape.indices.reversed() {
      result += rest % shape[axis] * strides[axis]
      rest /= shape[axis]
    }
    return result
  }

  /// Can a product read it as a factor? Rows or columns must lie in a row, and matrices be joined to one leading axis.
  var isMatrixFactor: Bool {
    let (rows, columns) = (rank - 2, rank - 1)
    let isUsable =
      (strides[columns] == 1 && (strides[rows] != 0 || shape[rows] == 1))
      || (strides[rows] == 1 && (strides[columns] != 0 || shape[columns] == 1))
      || shape[rows] == 1 && shape[columns] == 1
    return isUsable && collapsedStride(0..<rows) != nil
  }

  /// Strides of the rows and the columns, of which one is 1; along an axis of one position the stride does not matter.
  package var matrixStrides: (row: Int64, column: Int64) {
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    var (row, column) = (strides[rank - 2], strides[rank - 1])
    if columns == 1 { column = 1 }
    if rows == 1, column != 1 { row = 1 } else if rows == 1 { row = Swift.max(columns, 1) }
    if columns == 1, row == 0 { row = 1 }
    return (Int64(row), Int64(column))
  }

  /// As few axes as describe how both views of one shape lie, outermost first.
  static func commonAxes(_ a: View, _ b: View) -> [(size: Int, from: Int, to: Int)] {
    var axes: [(size: Int, from: Int, to: Int)] = []
    for (axis, size) in a.shape.enumerated() where size != 1 {
      let (from, to) = (a.strides[axis], b.strides[axis])
      if let last = axes.last, last.from == from * size, last.to == to * size {
        axes[axes.count - 1] = (last.size * size, from, to)
      } else {
        axes.append((size, from, to))
      }
    }
    return axes
  }
}

/// Operands of an elementwise operation over rows × columns: each lies with one step from row to row, and within a row one
/// number after another or the same one.
struct RowView {
  struct Operand {
    let offset: Int
    let rowStep: Int
    /// 1 or 0.
    let columnStep: Int
  }

  let rows: Int
  let columns: Int
  let operands: [Operand]

  /// Bit n: operand n has one number for each row.
  var repeated: Int32 {
    operands.enumerated().reduce(0) { $0 | ($1.element.columnStep == 0 ? 1 << Int32($1.offset) : 0) }
  }

  /// The cut of a shape into rows and columns that suits all operands, with the fewest rows; nil where none does.
  static func common(_ views: [View], _ shape: [Int]) -> RowView? {
    for border in 0...shape.count {
      let columns = shape[border...].reduce(1, *)
      let operands = views.map { view -> Operand? in
        guard let row = view.collapsedStride(0..<border), let column = view.collapsedStride(border..<shape.count),
          column <= 1
        else { return nil }
        return Operand(offset: view.offset, rowStep: row, columnStep: columns == 1 ? 0 : column)
      }
      guard operands.allSatisfy({ $0 != nil }) else { continue }
      return RowView(rows: shape[..<border].reduce(1, *), columns: columns, operands: operands.map { $0! })
    }
    return nil
  }
}
