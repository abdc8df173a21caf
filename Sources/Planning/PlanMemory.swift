import Autodiff
import CKernels
import Tensors

/// All memory of a plan, allocated before it runs: values, each worker's chunk and sums, and the steps as the kernels
/// read them.
final class PlanMemory {
  /// The start of what all workers share; offsets count from here, also those of leaves that lie elsewhere.
  let shared: UnsafeMutablePointer<Float>
  /// Where worker 0's sums begin, so that later steps read them like other values.
  let sums: Int
  /// Where each worker's scratch memory begins, after its chunk.
  let scratch: Int
  let byteCount: Int
  let badIndex: UnsafeMutablePointer<Int64>
  private let workers: [(local: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>)]
  private let leaves: [Int: LeafMemory]
  private var cells: [UInt32: UnsafeMutablePointer<Float>] = [:]
  private var steps: [UnsafeMutableRawPointer] = []
  private var tiles: [UnsafeMutablePointer<nn_tile_step>] = []
  private var operations: [OperationBox] = []
  private var arrays: [UnsafeMutableRawPointer] = []
  private let tables: UnsafeMutablePointer<UnsafePointer<UnsafeMutableRawPointer?>?>

  final class OperationBox {
    let operation: SingleOperation
    init(_ operation: SingleOperation) { self.operation = operation }
  }

  /// How many floats each part has: what all share, and each worker's chunk, scratch and sums.
  struct Size {
    let shared, local, scratch, sums, workers: Int

    private var start: Int { MemoryAllocator.rounded(shared) }
    private var localAndScratch: Int { MemoryAllocator.rounded(local) + scratch }
    /// Without the leaves.
    var byteCount: Int { 4 * (start + sums + workers * localAndScratch + (workers - 1) * sums) }
  }

  init(_ size: Size, leaves: [Int: LeafMemory]) {
    let (sumsCount, count) = (size.sums, size.workers)
    func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
      let bytes = MemoryAllocator.rounded(count) * MemoryLayout<Float>.stride
      let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
      return memory.assumingMemoryBound(to: Float.self)
    }
    let start = MemoryAllocator.rounded(size.shared)
    shared = floats(start + sumsCount)
    sums = start
    scratch = MemoryAllocator.rounded(size.local)
    let localCount = scratch + size.scratch
    badIndex = .allocate(capacity: 1)
    badIndex.initialize(to: -1)
    let base = shared
    workers = (0..<count).map { worker in (floats(localCount), worker == 0 ? base + start : floats(sumsCount)) }
    self.leaves = leaves
    byteCount = size.byteCount
    tables = .allocate(capacity: count)
    for (worker, memory) in workers.enumerated() {
      let table = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: Int(NN_SPACES))
      table[Int(NN_SHARED)] = shared
      table[Int(NN_LOCAL)] = memory.local
      table[Int(NN_SUMS)] = memory.sums
      tables.advanced(by: worker).initialize(to: UnsafePointer(table))
    }
  }

  deinit {
    for tile in tiles { nn_float32.releaseTile(tile) }
    for step in steps { step.deallocate() }
    for array in arrays { array.deallocate() }
    for cell in cells.values { cell.deallocate() }
    for (worker, memory) in workers.enumerated() {
      memory.local.deallocate()
      if worker > 0 { memory.sums.deallocate() }
      tables[worker]?.deallocate()
    }
    tables.deallocate()
    badIndex.deallocate()
    shared.deallocate()
  }

  /// Each worker's table of spaces, as `nn_run` wants it.
  var bases: UnsafePointer<UnsafePointer<UnsafeMutableRawPointer?>?> { UnsafePointer(tables) }

  /// Where a leaf's numbers begin.
  func leaf(_ id: Int) -> Int { leaves[id]!.numbers - shared }

  /// Where a number of the program is kept for steps that read it from memory.
  func cell(bits: UInt32) -> Int {
    if let cell = cells[bits] { return cell - shared }
    let cell = UnsafeMutablePointer<Float>.allocate(capacity: 1)
    cell.initialize(to: Float(bitPattern: bits))
    cells[bits] = cell
    return cell - shared
  }

  // MARK: - Steps

  func keep<S>(_ step: S) -> UnsafeRawPointer {
    let pointer = UnsafeMutablePointer<S>.allocate(capacity: 1)
    pointer.initialize(to: step)
    steps.append(UnsafeMutableRawPointer(pointer))
    return UnsafeRawPointer(pointer)
  }

  func keep(operation: SingleOperation) -> UnsafeRawPointer {
    let box = OperationBox(operation)
    operations.append(box)
    return UnsafeRawPointer(Unmanaged.passUnretained(box).toOpaque())
  }

  func keepTile(_ step: nn_tile_step) -> UnsafeRawPointer {
    let pointer = UnsafeMutablePointer<nn_tile_step>.allocate(capacity: 1)
    pointer.initialize(to: step)
    nn_float32.prepareTile(pointer)
    tiles.append(pointer)
    steps.append(UnsafeMutableRawPointer(pointer))
    return UnsafeRawPointer(pointer)
  }

  func keep<S>(array: [S]) -> UnsafePointer<S> {
    let pointer = UnsafeMutablePointer<S>.allocate(capacity: max(array.count, 1))
    pointer.initialize(from: array, count: array.count)
    arrays.append(UnsafeMutableRawPointer(pointer))
    return UnsafePointer(pointer)
  }
}

/// The numbers of a parameter, an input or a constant while plans work on them. Plans that train the same parameters
/// share one.
final class LeafMemory {
  let numbers: UnsafeMutablePointer<Float>
  let count: Int

  init(_ contents: NDArray) {
    count = contents.count
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 4 * MemoryAllocator.rounded(count), alignment: 64)
    numbers = memory.bindMemory(to: Float.self, capacity: MemoryAllocator.rounded(count))
    load(contents)
  }

  deinit { numbers.deallocate() }

  func contents(_ shape: Shape) -> NDArray { NDArray(copying: numbers, shape: shape, type: .float32) }

  func load(_ contents: NDArray) {
    contents.withUnsafeBytes { bytes in
      if let source = bytes.baseAddress {
        UnsafeMutableRawPointer(numbers).copyMemory(from: source, byteCount: 4 * count)
      }
    }
  }
}
