import Autodiff

/// The rows of a fused step cut into axes that serve several operands, each a part of one of theirs.
struct RowAxes {
  /// Where the axes end, in rows from the innermost on; each is a multiple of the one before.
  private(set) var borders: [Int] = []

  /// How many axes the kernels have.
  static let most = 4

  /// The sizes of the axes, outermost first.
  var sizes: [Int] { zip(borders, [1] + borders).map { $0 / $1 }.reversed() }

  /// Cuts the rows so that each of an operand's axes begins at a cut.
  ///
  /// - Returns: whether all operands so far can be described by the axes.
  mutating func cut(_ shape: some Collection<Int>, _ strides: some Collection<Int>) -> Bool {
    var inner = 1
    for axis in View.collapsed(shape, strides).reversed() {
      inner *= axis.size
      guard cut(at: inner) else { return false }
    }
    return borders.count <= Self.most
  }

  private mutating func cut(at border: Int) -> Bool {
    let index = borders.firstIndex { $0 >= border } ?? borders.count
    if index < borders.count, borders[index] == border { return true }
    if index > 0, border % borders[index - 1] != 0 { return false }
    if index < borders.count, borders[index] % border != 0 { return false }
    borders.insert(border, at: index)
    return true
  }
}

extension View {
  /// As few axes as describe the same positions, outermost first.
  static func collapsed(
    _ shape: some Collection<Int>, _ strides: some Collection<Int>
  ) -> [(size: Int, stride: Int)] {
    var axes: [(size: Int, stride: Int)] = []
    for (size, stride) in zip(shape, strides) where size != 1 {
      if let last = axes.last, last.stride == stride * size {
        axes[axes.count - 1] = (last.size * size, stride)
      } else {
        axes.append((size, stride))
      }
    }
    return axes
  }
}
