import CKernels
import Tensors

/// Calls the compiled kernels of one element type on values in a block of memory. Places, views and scratch memory count
/// elements from the block's start.
struct KernelCaller: @unchecked Sendable {
  typealias Call = (UnsafeMutableRawPointer) -> Void

  let table: nn_arithmetic
  let elementSize: Int
  private let nativeType: Int32
  private let scratch = ScratchMemory()

  /// From so many numbers on, elementwise work is worth a second thread.
  static let sharedCount = 1 << 16
  /// From so many multiplications on, other work is.
  private static let sharedProducts = 1 << 21

  init(_ type: ElementType) {
    table = type.kernels
    elementSize = type.byteCount
    nativeType = type.native
  }

  private func workers(_ parts: Int, isWorthIt: Bool) -> Int { isWorthIt ? Swift.min(Workers.defaultCount, parts) : 1 }

  // MARK: - Elementwise work and folds

  func elementwise(_ function: nn_op, _ number: Double, _ view: RowView, z: Int) -> Call {
    let kernel = table.elementwise!
    let size = elementSize
    let shares = workers(
      view.rows > 1 ? view.rows : view.columns, isWorthIt: view.rows * view.columns >= Self.sharedCount)
    let places = view.operands.map { $0.offset * size }
    return { block in
      Workers.share(view.rows > 1 ? view.rows : view.columns, among: shares) { part in
        let (row, column) = view.rows > 1 ? (part.lowerBound, 0) : (0, part.lowerBound)
        withUnsafeTemporaryAllocation(of: UnsafeRawPointer?.self, capacity: 3) { operands in
          withUnsafeTemporaryAllocation(of: Int64.self, capacity: 3) { steps in
            for i in 0..<3 {
              let isGiven = i < places.count
              steps[i] = isGiven ? Int64(view.operands[i].rowStep) : 0
              operands[i] =
                isGiven
                ? UnsafeRawPointer(
                  block + places[i] + (row * view.operands[i].rowStep + column * view.operands[i].columnStep) * size)
                : nil
            }
            kernel(
              function, number, Int64(view.rows > 1 ? part.count : 1), Int64(view.rows > 1 ? view.columns : part.count),
              block + (z + row * view.columns + column) * size, operands.baseAddress!, steps.baseAddress!, view.repeated
            )
          }
        }
      }
    }
  }

  /// Axis after axis, the last ones first.
  func fold(_ reduction: Reduction, _ axes: [Int], _ shape: Shape, x: Int, z: Int) -> Call {
    var passes: [(outer: Int, folded: Int, inner: Int)] = []
    var sizes = shape.sizes
    var rest = axes
    while let last = rest.last {
      var first = last
      while rest.count > 1, rest[rest.count - 2] == first - 1 {
        rest.removeLast()
        first -= 1
      }
      rest.removeLast()
      let folded = sizes[first...last].reduce(1, *)
      passes.append((sizes[..<first].reduce(1, *), folded, sizes[(last + 1)...].reduce(1, *)))
      for axis in first...last { sizes[axis] = 1 }
    }
    if passes.isEmpty { passes = [(shape.count, 1, 1)] }
    let function = reduction == .max ? NN_ROW_MAX : NN_ROW_SUM
    let (size, count) = (elementSize, sizes.reduce(1, *))
    let divisor = Double(shape.count / Swift.max(count, 1))
    let largest = passes.dropLast().map { $0.outer * $0.inner }.max() ?? 0
    return { [self] block in
      var from = UnsafeRawPointer(block + x * size)
      for (number, pass) in passes.enumerated() {
        let isLast = number == passes.count - 1
        let to = isLast ? block + z * size : scratch.part(number % 2, of: 2, byteCount: largest * size)
        fold(function, pass, from: from, to: to)
        from = UnsafeRawPointer(to)
      }
      if reduction == .mean { divide(block + z * size, by: divisor, count: count) }
    }
  }

  private func fold(
    _ function: nn_op, _ pass: (outer: Int, folded: Int, inner: Int), from x: UnsafeRawPointer,
    to z: UnsafeMutableRawPointer
  ) {
    let shares = workers(pass.outer, isWorthIt: pass.outer * pass.folded * pass.inner >= 4 * Self.sharedCount)
    Workers.share(pass.outer, among: shares) { [table, elementSize] part in
      table.fold(
        function, Int64(part.count), Int64(pass.folded), Int64(pass.inner),
        x + part.lowerBound * pass.folded * pass.inner * elementSize, z + part.lowerBound * pass.inner * elementSize)
    }
  }

  private func divide(_ z: UnsafeMutableRawPointer, by divisor: Double, count: Int) {
    withUnsafeTemporaryAllocation(byteCount: 8, alignment: 8) { number in
      if elementSize == 4 {
        number.storeBytes(of: Float(divisor), as: Float.self)
      } else {
        number.storeBytes(of: divisor, as: Double.self)
      }
      let operands: [UnsafeRawPointer?] = [UnsafeRawPointer(z), UnsafeRawPointer(number.baseAddress!), nil]
      table.elementwise(NN_DIVIDE, 0, 1, Int64(count), z, operands, [0, 0, 0], 2)
    }
  }

  // MARK: - Products

  /// x · w for the last two axes; leading axes one by one, w's repeated where it has none.
  func product(_ x: View, _ w: View, _ z: View) -> Call {
    let (a, b, c) = Self.joined(x, w, z)
    let rank = a.rank
    var step = nn_matrix_step(a, b)
    step.cRow = step.n
    (step.a, step.b, step.c) = (shared(a.offset), shared(b.offset), shared(c.offset))
    step.scratch = nn_place(space: Int32(NN_LOCAL), offset: 0, perExample: 0)
    let products = Int(step.m * step.n * step.k) * a.shape.dropLast(2).reduce(1, *)
    var extent = 1
    if rank > 2 {
      (step.aOuter1, step.bOuter1, step.cOuter1) = (Int64(a.strides[0]), Int64(b.strides[0]), Int64(c.strides[0]))
      (step.a.perExample, step.b.perExample, step.c.perExample) = (step.aOuter1, step.bOuter1, step.cOuter1)
      step.scales = Int32(NN_MATRIX_OUTER)
      extent = a.shape[0]
    } else if workers(a.shape[0], isWorthIt: products >= Self.sharedProducts) > 1 {
      step.scales = Int32(NN_MATRIX_M)
      (step.a.perExample, step.c.perExample) = (step.aRow, step.cRow)
      extent = Int(step.m)
      step.m = 1
    }
    let rows = Int64(step.scales == Int32(NN_MATRIX_M) ? extent : Int(step.m))
    return call(
      table.matrix, step, extent: extent, isWorthIt: products >= Self.sharedProducts,
      scratch: Int(table.matrixScratch(rows, step.n, step.k)))
  }

  /// Leading axes joined to one, or with the rows where w has none.
  private static func joined(_ x: View, _ w: View, _ z: View) -> (View, View, View) {
    let (m, k, n) = (x.shape[x.rank - 2], x.shape[x.rank - 1], w.shape[w.rank - 1])
    guard x.rank > 2 else { return (x, w, z) }
    if w.rank == 2, let flat = x.reshaped([x.count / k, k]) {
      return (flat, w, z.reshaped([x.count / k, n])!)
    }
    let outer = x.shape.dropLast(2).reduce(1, *)
    let repeated = w.rank == 2 ? w.broadcast(to: Array(x.shape.dropLast(2)) + [k, n]) : w
    return (x.reshaped([outer, m, k])!, repeated.reshaped([outer, k, n])!, z.reshaped([outer, m, n])!)
  }

  // MARK: - Images

  /// - Parameters:
  ///   - shapes: of both operands and the result.
  ///   - places: of both operands and the result.
  func convolution(
    _ part: KernelKind.ConvolutionPart, _ geometry: ConvolutionGeometry, _ shapes: [Shape], _ places: [Int]
  ) -> Call {
    let (x, w) = (shapes[part == .inputGradient ? 2 : 0], shapes[part == .filterGradient ? 2 : 1])
    var step = nn_convolution_step(geometry, channels: x[3], filters: w[3])
    let (image, result) = (x[1] * x[2] * x[3], geometry.vertical.positions * geometry.horizontal.positions * w[3])
    step.scratch = nn_place(space: Int32(NN_LOCAL), offset: 0, perExample: 0)
    let products = x[0] * result * w[0] * w[1] * w[2]
    let scratch = Int(table.convolutionScratch(&step))
    switch part {
    case .forward:
      (step.x, step.w, step.y) = (shared(places[0], image), shared(places[1]), shared(places[2], result))
    case .inputGradient:
      (step.y, step.w, step.x) = (shared(places[0], result), shared(places[1]), shared(places[2], image))
    case .filterGradient:
      (step.x, step.y) = (shared(places[0], image), shared(places[1], result))
      step.w = nn_place(space: Int32(NN_SUMS), offset: 0, perExample: 0)
    }
    let kernel =
      switch part {
      case .forward: table.convolutionForward!
      case .inputGradient: table.convolutionInputGradient!
      case .filterGradient: table.convolutionFilterGradient!
      }
    return call(
      kernel, step, extent: x[0], isWorthIt: products >= Self.sharedProducts, scratch: scratch,
      sums: part == .filterGradient ? (places[2], shapes[2].count) : nil)
  }

  /// - Parameter places: of the operands and the result.
  func pool(_ part: KernelKind.PoolPart, _ window: WindowGeometry, images x: Shape, _ places: [Int]) -> Call {
    var step = nn_pool_step(window, channels: x[3])
    let image = x[1] * x[2] * x[3]
    let result = window.vertical.positions * window.horizontal.positions * x[3]
    step.x = shared(places[0], image)
    switch part {
    case .forward: step.y = shared(places[1], result)
    case .gradient: (step.dy, step.dx) = (shared(places[1], result), shared(places[2], image))
    }
    let kernel = part == .forward ? table.maxPoolForward! : table.maxPoolGradient!
    return call(kernel, step, extent: x[0], isWorthIt: x.count >= Self.sharedCount)
  }

  // MARK: - Numbers moved and drawn

  /// - Precondition: both have the same shape.
  func copy(_ from: View, to: View) -> Call {
    let axes = View.commonAxes(from, to)
    let size = elementSize
    guard axes.count <= 5 else {
      let (shape, scatters) = (Shape(from.shape), to)
      return { block in
        func move<S: Scalar>(_: S.Type) {
          let base = block.assumingMemoryBound(to: S.self)
          let numbers = from.numbers(of: UnsafePointer(base))
          scatterStrided(numbers, shape: shape, into: base, start: scatters.offset, strides: scatters.strides)
        }
        if size == 4 { move(Float.self) } else { move(Double.self) }
      }
    }
    var step = nn_copy_step()
    (step.x, step.y) = (shared(from.offset), shared(to.offset))
    func fixed(_ numbers: [Int], _ filler: Int) -> (Int64, Int64, Int64, Int64, Int64) {
      let all = [Int](repeating: filler, count: 5 - numbers.count) + numbers
      return (Int64(all[0]), Int64(all[1]), Int64(all[2]), Int64(all[3]), Int64(all[4]))
    }
    step.sizes = fixed(axes.map(\.size), 1)
    step.xStrides = fixed(axes.map(\.from), 0)
    step.yStrides = fixed(axes.map(\.to), 0)
    return call(table.copy, step, extent: 1, isWorthIt: false)
  }

  func rows(isGather: Bool, _ tensor: Tensor, x: Int, indices: Int, z: Int) -> Call {
    let table = isGather ? tensor.operand(0).shape : tensor.shape
    let count = tensor.operand(1).shape.count
    var step = nn_rows_step()
    step.tableRows = Int64(table[0])
    step.width = Int64(table.count / table[0])
    step.perExample = Int64(count)
    step.indices = shared(indices)
    (step.table, step.rows) = isGather ? (shared(x), shared(z)) : (shared(z), shared(x))
    let kernel = isGather ? self.table.gatherRows! : self.table.scatterAddRows!
    let size = elementSize
    return { [self] block in
      var bad: Int64 = -1
      withUnsafeMutablePointer(to: &bad) { bad in
        var step = step
        step.badIndex = bad
        run(kernel, step, extent: 1, workers: 1, in: block)
      }
      guard bad >= 0 else { return }
      let place = block + (indices + Int(bad)) * size
      let index = size == 4 ? Double(place.load(as: Float.self)) : place.load(as: Double.self)
      stop(tensor.sentence(noRow: index, at: Int(bad)))
    }
  }

  func draw(seed: UInt64, counter: Int, z: Int, count: Int) -> Call {
    let step = nn_draw_step(counter: shared(counter), y: shared(z), seed: seed, perExample: Int64(count))
    return call(table.draw, step, extent: 1, isWorthIt: false)
  }

  // MARK: - Running steps

  private func shared(_ offset: Int, _ perExample: Int = 0) -> nn_place {
    nn_place(space: Int32(NN_SHARED), offset: Int64(offset), perExample: Int64(perExample))
  }

  /// - Parameters:
  ///   - extent: how many examples the step can be split into.
  ///   - sums: where a sum over examples goes, and how many numbers it has.
  private func call<Step>(
    _ kernel: @escaping nn_kernel, _ step: Step, extent: Int, isWorthIt: Bool, scratch: Int = 0,
    sums: (place: Int, count: Int)? = nil
  ) -> Call {
    let workers = workers(extent, isWorthIt: isWorthIt)
    return { [self] block in
      run(kernel, step, extent: extent, workers: workers, scratch: scratch, sums: sums, in: block)
    }
  }

  private func run<Step>(
    _ kernel: @escaping nn_kernel, _ step: Step, extent: Int, workers: Int, scratch: Int = 0,
    sums: (place: Int, count: Int)? = nil, in block: UnsafeMutableRawPointer
  ) {
    let sumsBytes = (sums?.count ?? 0) * elementSize
    let own = (scratch * elementSize + 63) / 64 * 64 + sumsBytes
    typealias Bases = UnsafeMutableRawPointer?
    let spaces = Int(NN_SPACES)
    withUnsafeTemporaryAllocation(of: Bases.self, capacity: workers * spaces) { bases in
      withUnsafeTemporaryAllocation(of: UnsafePointer<Bases>?.self, capacity: workers) { tables in
        for worker in 0..<workers {
          let memory = own > 0 ? self.scratch.part(worker, of: workers, byteCount: own) : block
          bases[worker * spaces + Int(NN_SHARED)] = block
          bases[worker * spaces + Int(NN_LOCAL)] = memory
          bases[worker * spaces + Int(NN_SUMS)] =
            worker == 0 ? block + (sums?.place ?? 0) * elementSize : memory + own - sumsBytes
          tables[worker] = UnsafePointer(bases.baseAddress! + worker * spaces)
        }
        withUnsafePointer(to: step) { step in
          withUnsafePointer(to: nn_call(run: kernel, step: step)) { call in
            var segment = nn_segment()
            segment.calls = call
            segment.callCount = 1
            segment.extent = Int64(extent)
            segment.chunk = Int64((extent + workers - 1) / workers)
            segment.workers = Int32(workers)
            segment.sumsCount = Int64(sums?.count ?? 0)
            segment.elementType = nativeType
            nn_run(&segment, 1, tables.baseAddress!)
          }
        }
      }
    }
  }
}

/// Memory that kernels need while they run, kept from call to call.
private final class ScratchMemory {
  private var memory: UnsafeMutableRawPointer?
  private var byteCount = 0

  deinit { memory?.deallocate() }

  /// One of so many parts of a size, each beginning on a cache line. What was in them is lost when a larger size is asked for.
  func part(_ number: Int, of parts: Int, byteCount size: Int) -> UnsafeMutableRawPointer {
    let stride = (Swift.max(size, 64) + 63) / 64 * 64
    if parts * stride > byteCount {
      memory?.deallocate()
      byteCount = parts * stride
      memory = .allocate(byteCount: byteCount, alignment: 64)
    }
    return memory! + number * stride
  }
}
