import Autodiff
import CKernels

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
  let analysis: BatchAnalysis
  private(set) var segments: [Segment] = []

  /// What one worker's second-level cache should hold of a chunk.
  private static let cacheNumbers = 128 << 10
  /// Below this a second thread costs more than it saves: handing over, and adding its sums.
  private static let worthSharing = 12_000.0

  init(_ nodes: [Node], _ steps: [Step], batchSize: Int, threads: Int, analysis: BatchAnalysis) {
    self.nodes = nodes
    self.steps = steps
    self.batchSize = batchSize
    self.threads = threads
    self.analysis = analysis
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
    let chunk = cachedExamples(range)
    if range.allSatisfy({ wantedExamples($0) <= chunk }) || chunk >= batchSize {
      segments.append(batchSegment(range, chunk: chunk))
      return
    }
    // Products with large matrices want many examples at once; the rest wants few that stay in the cache.
    var start = range.lowerBound
    var isWide: Bool?
    for index in range {
      guard case .single = steps[index].work else { continue }
      let wide = wantedExamples(index) > chunk
      if let isWide, wide != isWide {
        segments.append(run(start..<index, isWide: isWide))
        start = index
      }
      isWide = wide
    }
    segments.append(run(start..<range.upperBound, isWide: isWide ?? false))
  }

  private func run(_ range: Range<Int>, isWide: Bool) -> Segment {
    batchSegment(range, chunk: isWide ? batchSize : cachedExamples(range))
  }

  private func batchSegment(_ range: Range<Int>, chunk: Int) -> Segment {
    let workers = range.reduce(0) { $0 + nanoseconds($1) } > Self.worthSharing ? min(threads, batchSize) : 1
    let share = (batchSize + workers - 1) / workers
    return Segment(
      steps: range, extent: batchSize, chunk: max(1, min(chunk, share)), workers: workers, isBatch: true)
  }

  /// How many examples' values of these steps fit into the cache.
  private func cachedExamples(_ range: Range<Int>) -> Int {
    let perExample = range.reduce(0) { total, index in
      total
        + steps[index].members.reduce(0) { total, id in
          total + (nodes[id].batch == .split ? nodes[id].count / batchSize : 0)
        }
    }
    // About a third of the values is alive at one time, and fused ones never reach memory.
    return max(1, Self.cacheNumbers * 2 / max(perExample, 1))
  }

  /// How many examples a step wants at once, so that reading its matrix pays.
  private func wantedExamples(_ index: Int) -> Int {
    guard case .single(let id) = steps[index].work, case .product = nodes[id].kind else { return 1 }
    let node = nodes[id]
    guard node.operands[0].view.rank == 2 else { return 1 }
    let matrix = node.batch == .partial ? node.count : node.operands[1].view.count
    let rows = (node.batch == .partial ? node.operands[0].shape[1] : node.shape[0]) / batchSize
    return matrix > 2048 ? (48 + rows - 1) / rows : 1
  }

  // MARK: - Whole steps

  private mutating func wholeSegments(_ range: Range<Int>) {
    for index in range {
      if let images = images(index) {
        segments.append(images)
        continue
      }
      let extent = nanoseconds(index) > Self.worthSharing ? sharedAxis(index) : 1
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
    var workers = nanoseconds(index) > Self.worthSharing ? max(1, min(threads, count)) : 1
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
        return total + 2 * Double(node.count) * Double(x.shape[x.rank - 1]) / 100
      case .convolution(_, let geometry):
        let positions = geometry.vertical.positions * geometry.horizontal.positions
        let products = node.operands[0].shape[0] * positions * (node.operands.last?.view.count ?? 0)
        return total + Double(products) * 0.02
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
