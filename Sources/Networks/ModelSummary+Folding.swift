import Tensors

extension ModelSummary {
  /// The table with fewer rows: down to a depth, and of three or more blocks in a row that are the same, only the
  /// first with what is inside.
  ///
  ///     block 2        Residual                        …
  ///     block 3 … 6    4 times the same as block 2     …
  ///
  /// - Parameter depth: how many levels of blocks are shown; 1: only the outermost.
  public func folded(to depth: Int = .max) -> ModelSummary {
    ModelSummary(input: input, rows: Self.folded(rows[...], level: 1, depth: depth), total: total)
  }

  /// - Parameter rows: whole blocks of one level, each followed by what is inside of it.
  private static func folded(_ rows: ArraySlice<Row>, level: Int, depth: Int) -> [Row] {
    guard level <= depth else { return [] }
    let blocks = blocks(in: rows, level: level)
    var result: [Row] = []
    var place = 0
    while place < blocks.count {
      let block = blocks[place]
      let end = blocks[place...].firstIndex { !isSame($0, as: block, level: level) } ?? blocks.count
      result.append(block.first!)
      result += folded(block.dropFirst(), level: level + 1, depth: depth)
      let others = blocks[(place + 1)..<end].map { $0.first! }
      if others.count > 1 { result.append(merged(others, like: block.first!)) }
      place = others.count > 1 ? end : place + 1
    }
    return result
  }

  private static func blocks(in rows: ArraySlice<Row>, level: Int) -> [ArraySlice<Row>] {
    let starts = rows.indices.filter { rows[$0].path.count == level }
    return zip(starts, starts.dropFirst() + [rows.endIndex]).map { rows[$0..<$1] }
  }

  /// The same but for names of this level.
  private static func isSame(_ one: ArraySlice<Row>, as other: ArraySlice<Row>, level: Int) -> Bool {
    one.count == other.count
      && zip(one, other).allSatisfy { a, b in
        a.path.dropFirst(level) == b.path.dropFirst(level) && a.layer == b.layer && a.output == b.output
          && a.parameters == b.parameters && a.notTrained == b.notTrained && a.flops == b.flops
          && a.multiplyAccumulates == b.multiplyAccumulates
      }
  }

  private static func merged(_ rows: [Row], like first: Row) -> Row {
    let (name, last) = (rows[0].path.last!, rows.last!.path.last!)
    let number = last.split(separator: " ").last.map(String.init) ?? last
    return Row(
      path: rows[0].path.dropLast() + ["\(name) … \(number)"],
      layer: "\(rows.count) times the same as \(first.path.last!)", output: first.output,
      parameters: rows.reduce(0) { $0 + $1.parameters }, notTrained: rows.reduce(0) { $0 + $1.notTrained },
      flops: first.flops.map { $0 * rows.count },
      multiplyAccumulates: first.multiplyAccumulates.map { $0 * rows.count })
  }
}
