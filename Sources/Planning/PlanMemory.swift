import Autodiff
import CKernels
import Tensors

/// All memory of a plan, allocated before it runs: values, each worker's chunk and sums, and the steps as the kernels
/// read them.
final class PlanMemory {
  /// The start of what all workers share; offsets count from here, also those of leaves that lie elsewhere.
  let shared: Numbers
  /// Where worker 0's sums begin, so that later steps read them like other values.
  let sums: Int
  /// Where each worker's scratch memory begins, after its chunk.
  let scratch: Int
  let byteCount: Int
  let badIndex: UnsafeMutablePointer<Int64>
  private let workers: [(local: Numbers, sums: Numbers)]
  private let leaves: [Int: LeafMemory]
  private let kernels: nn_arithmetic
  private var cells: [UInt64: Numbers] = [:]
  private var steps: [UnsafeMutableRawPointer] = []
  private var tiles: [UnsafeMutablePointer<nn_tile_step>] = []
  private var operations: [OperationBox] = []
  private var arrays: [UnsafeMutableRawPointer] = []
  private let tables: UnsafeMutablePointer<UnsafePointer<UnsafeMutableRawPointer?>?>

  final class OperationBox {
    let operation: SingleOperation
    init(_ operation: SingleOperation) { self.operation = operation }
  }

  /// How many numbers each part has: what all share, and each worker's chunk, scratch and sums.
  struct Size {
    let type: ElementType
    let shared, local, scratch, sums, workers: Int

    private var start: Int { MemoryAllocator.rounded(shared) }
    private var localAndScratch: Int { MemoryAllocator.rounded(local) + scratch }
    /// Without the leaves.
    var byteCount: Int { type.byteCount * (start + sums + workers * localAndScratch + (workers - 1) * sums) }
  }

  init(_ size: Size, leaves: [Int: LeafMemory]) {
    let (type, sumsCount, count) = (size.type, size.sums, size.workers)
    kernels = type.kernels
    sums = MemoryAllocator.rounded(size.shared)
    shared = .allocate(sums + sumsCount, type)
    scratch = MemoryAllocator.rounded(size.local)
    let localCount = scratch + size.scratch
    badIndex = .allocate(capacity: 1)
    badIndex.initialize(to: -1)
    let own = Numbers(base: shared.address(sums), type: type)
    workers = (0..<count).map { worker in
      (.allocate(localCount, type), worker == 0 ? own : .allocate(sumsCount, type))
    }
    self.leaves = leaves
    byteCount = size.byteCount
    tables = .allocate(capacity: count)
    for (worker, memory) in workers.enumerated() {
      let table = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: Int(NN_SPACES))
      table[Int(NN_SHARED)] = shared.base
      table[Int(NN_LOCAL)] = memory.local.base
      table[Int(NN_SUMS)] = memory.sums.base
      tables.advanced(by: worker).initialize(to: UnsafePointer(table))
    }
  }

  deinit {
    for tile in tiles { kernels.releaseTile(tile) }
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

  /// Each worker's table of spaces, as `nn_run` expects it.
  var bases: UnsafePointer<UnsafePointer<UnsafeMutableRawPointer?>?> { UnsafePointer(tables) }

  /// Where a leaf's numbers begin.
  func leaf(_ id: Int) -> Int { shared.offset(of: leaves[id]!.numbers) }

  /// Where a number of the program is kept for steps that read it from memory.
  func cell(bits: UInt64) -> Int {
    if let cell = cells[bits] { return shared.offset(of: cell) }
    let cell = Numbers.allocate(1, shared.type)
    cell.store(NDArray(scalar: Double(bitPattern: bits), type: shared.type))
    cells[bits] = cell
    return shared.offset(of: cell)
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
    kernels.prepareTile(pointer)
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
  let numbers: Numbers
  let count: Int

  init(_ contents: NDArray) {
    count = contents.count
    numbers = .allocate(count, contents.elementType)
    numbers.store(contents)
  }

  deinit { numbers.deallocate() }

  /// - Precondition: of as many numbers, of the same type.
  func load(_ contents: NDArray) { numbers.store(contents) }

  func contents(_ shape: Shape) -> NDArray { NDArray(copying: numbers.base, shape: shape, type: numbers.type) }

  var bytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: numbers.base, count: count * numbers.type.byteCount)
  }
}
