import Tensors

extension Tensor {
  /// The numbers that an index picks, by slices, so that a gradient flows to them: `x[0]` is the first row, `x[1, 2]` a single
  /// number, `x[0..<3]` three rows, `x[0..., 1]` the second column, `x[-1]` the last row. See `AxisIndex`.
  ///
  /// - Returns: a tensor of the axes that no position takes away.
  public subscript(index: any AxisIndex...) -> Tensor {
    let parts: [AxisPart]
    do {
      parts = try shape.parts(of: index, name: name.isEmpty ? "x" : name)
    } catch {
      stop(error.sentence + trail(of: [self]))
    }
    var result = self
    for (axis, part) in parts.enumerated() where part.places != 0..<shape[axis] {
      result = result.slice(part.places, axis: axis)
    }
    return result.reshaped(parts.filter { !$0.isPosition }.map(\.places.count))
  }
}
