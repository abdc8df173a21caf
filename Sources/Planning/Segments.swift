import Autodiff
import CKernels
import Tensors

/// Steps that run together: over the same examples, chunk by chunk, on the same workers.
struct Segment {
  var steps: Range<Int>
  /// Examples, or for a single whole step the positions of the axis that workers share; 1 otherwise.
  var extent = 1
  var chunk = 1
  var workers = 1
  let isBatch: Bool
}

/// Cuts the list of steps into segments and decides how many examples a chunk has, and how many workers share them.
struct Segmenter {
  let nodes: [Node]
  let steps: [Step]
  let batchSize: Int
  let threads: Int
  private let chunks: Bool
  private let worthSharing: Double
  /// Multiplications and additions of a product.
  private let operationsPerNanosecond: Double
  /// How many numbers of a chunk one worker's second-level cache should hold.
  private let cacheNumbers: Int
  /// A larger matrix does not stay in the second-level cache from chunk to chunk.
  private let largeMatrix: Int
  private(set) var segments: [Segment] = []
  /// The last step that reads each node.
  private var lastReaders: [Int: Int] = [:]

  /// Below so many nanoseconds a second thread is not worth it: handing over takes half a microsecond on a quiet machine, but
  /// on a busy one the second thread takes tens of them to come; what one has written the other must fetch; and its sums must
  /// be added.
  private static let worthSharing = 50_000.0

  init(
    _ nodes: [Node], _ steps: [Step], batchSize: Int, threads: Int, type: ElementType,
    by techniques: PlanTechniques = .all
  ) {
    self.nodes = nodes
    cacheNumbers = (512 << 10) / type.byteCount
    largeMatrix = (256 << 10) / type.byteCount
    self.steps = steps
    self.batchSize = batchSize
    self.threads = threads
    chunks = techniques.contains(.chunks)
    worthSharing = techniques.contains(.thrift) ? Self.worthSharing : 0
    operationsPerNanosecond = nn_current_isa() == NN_GENERIC ? 10 : 50
    for (index, step) in steps.enumerated() {
      for id in step.members { for operand in nodes[id].operands { lastReaders[operand.node] = index } }
    }
    var start = 0
    while start < steps.count {
      var end = start + 1
      while end < steps.count, steps[end].stage == steps[start].stage { end += 1 }
      if steps[start].stage.isBatch { batchSegments(start..<end) } else { wholeSegments(start..<end) }
      start = end
    }
  }

  // MARK: - Steps over examples

  private mutating func batchSegments(_ range: Range<Int>) {
    let chunk = examplesAtOnce(range)
    if chunk >= batchSize || !range.contains(where: { wantsAll($0) }) {
      segments.append(batchSegment(range, chunk: chunk))
      return
    }
    // Products with large matrices want all examples at once; images want few, that stay in the cache.
    var start = range.lowerBound
    var all: Bool?
    for index in range where wantsAll(index) || wantsFew(index) {
      if let all, all != wantsAll(index) {
        segments.append(run(start..<index, all: all))
        start = index
      }
      all = wantsAll(index)
    }
    segments.append(run(start..<range.upperBound, all: all ?? false))
  }

  private func run(_ range: Range<Int>, all: Bool) -> Segment {
    batchSegment(range, chunk: all ? batchSize : examplesAtOnce(range))
  }

  private func batchSegment(_ range: Range<Int>, chunk: Int) -> Segment {
    let workers = range.reduce(0) { $0 + nanoseconds($1) } > worthSharing ? min(threads, batchSize) : 1
    let share = (batchSize + workers - 1) / workers
    let chunks = (share + chunk - 1) / chunk
    return Segment(
      steps: range, extent: batchSize, chunk: (share + chunks - 1) / chunks, workers: workers, isBatch: true)
  }

  /// How many numbers of one example these steps put into memory; at least 1.
  private func numbersPerExample(_ range: Range<Int>) -> Int {
    let count = range.reduce(0) { total, index in
      total
        + steps[index].members.reduce(0) { total, id in
          total + (nodes[id].batch == .split && reachesMemory(id, index) ? nodes[id].count / batchSize : 0)
        }
    }
    return max(1, count)
  }

  private func reachesMemory(_ id: Int, _ index: Int) -> Bool {
    guard case .fused = steps[index].work else { return true }
    return lastReaders[id].map { $0 != index } ?? false
  }

  /// As many as the cache holds; enough for the products with small matrices; and enough to be as many numbers as those
  /// matrices, which every chunk reads again.
  private func examplesAtOnce(_ range: Range<Int>) -> Int {
    guard chunks else { return batchSize }
    let matrices = range.compactMap { matrix($0) }.filter { $0.count > 2048 && $0.count <= largeMatrix }
    let wanted = matrices.map { (16 + $0.rows - 1) / $0.rows }.max() ?? 1
    let numbers = max(cacheNumbers, matrices.reduce(0) { $0 + $1.count })
    return min(batchSize, max(1, wanted, numbers / numbersPerExample(range)))
  }

  /// The step's matrix that belongs to all examples, read or added to once a chunk, and its rows of an example.
  private func matrix(_ index: Int) -> (count: Int, rows: Int)? {
    guard case .single(let id) = steps[index].work, case .product = nodes[id].kind else { return nil }
    let node = nodes[id]
    guard node.operands[0].view.rank == 2 else { return nil }
    let isSum = node.batch == .partial
    let rows = (isSum ? node.operands[0].shape[1] : node.shape[0]) / batchSize
    return (isSum ? node.count : node.operands[1].view.count, max(1, rows))
  }

  private func wantsAll(_ index: Int) -> Bool {
    matrix(index).map { $0.count > largeMatrix && $0.rows < 32 } ?? false
  }

  private func wantsFew(_ index: Int) -> Bool {
    guard case .single(let id) = steps[index].work else { return false }
    if case .product = nodes[id].kind { return nodes[id].operands[0].view.rank > 2 }
    return nodes[id].worksOnImages
  }

  // MARK: - Whole steps

  private mutating func wholeSegments(_ range: Range<Int>) {
    for index in range {
      if let images = images(index) {
        segments.append(images)
        continue
      }
      let extent = nanoseconds(index) > worthSharing ? sharedAxis(index) : 1
      if extent > 1, threads > 1 {
        let share = (extent + threads - 1) / threads
        segments.append(
          Segment(
            steps: index..<index + 1, extent: extent, chunk: (share + 15) / 16 * 16, workers: threads, isBatch: false))
      } else if let last = segments.last, !last.isBatch, last.extent == 1, !worksOnImages(last.steps.lowerBound) {
        segments[segments.count - 1].steps = last.steps.lowerBound..<index + 1
      } else {
        segments.append(Segment(steps: index..<index + 1, isBatch: false))
      }
    }
  }

  /// A step that works image by image, where the images are no batch.
  private func images(_ index: Int) -> Segment? {
    guard case .single(let id) = steps[index].work, nodes[id].worksOnImages else { return nil }
    let count = nodes[id].operands[0].shape[0]
    var workers = nanoseconds(index) > worthSharing ? max(1, min(threads, count)) : 1
    if case .convolution(.filterGradient, _) = nodes[id].kind { workers = 1 }
    return Segment(
      steps: index..<index + 1, extent: count, chunk: max(1, (count + workers - 1) / workers), workers: workers,
      isBatch: false)
  }

  /// The size of the axis that workers could share of a step that runs alone; 1: none.
  private func sharedAxis(_ index: Int) -> Int {
    switch steps[index].work {
    case .fused(let group):
      return group.isFlat(nodes) ? group.count : 1
    case .single(let id):
      let node = nodes[id]
      guard case .product(let order) = node.kind, order[0] == 0 else { return 1 }
      return node.shape[0]
    }
  }

  private func worksOnImages(_ index: Int) -> Bool {
    if case .single(let id) = steps[index].work { nodes[id].worksOnImages } else { false }
  }

  // MARK: - Work

  /// A rough estimate, to decide by.
  private func nanoseconds(_ index: Int) -> Double {
    steps[index].members.reduce(0) { total, id in
      let node = nodes[id]
      switch node.kind {
      case .product:
        let x = node.operands[0].view
        return total + 2 * Double(node.count) * Double(x.shape[x.rank - 1]) / operationsPerNanosecond
      case .jointSum: return total
      case .convolution(_, let geometry):
        let positions = geometry.vertical.positions * geometry.horizontal.positions
        let products = node.operands[0].shape[0] * positions * (node.operands.last?.view.count ?? 0)
        return total + 2 * Double(products) / operationsPerNanosecond
      default: return total + Double(max(node.count, node.operands.first?.view.count ?? 0)) * 0.1
      }
    }
  }
}

extension FusedGroup {
  /// May it run over one long vector: all values full-size and in order, nothing summed?
  func isFlat(_ nodes: [Node]) -> Bool {
    columnChoices.contains(count)
      && members.allSatisfy { id in
        guard case .elementwise = nodes[id].kind, nodes[id].count == count else { return false }
        return nodes[id].operands.allSatisfy { operand in
          operand.view.isOneNumber || (operand.view.count == count && operand.view.isContiguous)
        }
      }
  }
}
