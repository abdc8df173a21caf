import Tensors

/// One operation by its naive kernel, with its operands in memory that someone else keeps.
package struct SingleOperation: @unchecked Sendable {
  private let kernel: Kernel.Function
  private let operands: [ArrayPointer]
  private let ids: [Int]
  private let result: ArrayPointer
  private let tensor: Tensor

  /// - Parameters:
  ///   - operands: where each operand's numbers lie, row-major, of the tensor's element type.
  ///   - result: room for the tensor's numbers.
  package init(_ tensor: Tensor, operands: [UnsafeMutableRawPointer], result: UnsafeMutableRawPointer) {
    self.tensor = tensor
    kernel = tensor.primitive.kernel.function(for: tensor.elementType)
    self.operands = zip(tensor.operands, operands).map { operand, base in
      ArrayPointer(base: base, count: operand.shape.count, tensor: .passUnretained(operand))
    }
    ids = Array(operands.indices)
    self.result = ArrayPointer(base: result, count: tensor.shape.count, tensor: .passUnretained(tensor))
  }

  /// Computes the result.
  package func run() {
    operands.withUnsafeBufferPointer { values in
      ids.withUnsafeBufferPointer { ids in
        // Kernels of no operands read none.
        guard let base = values.baseAddress else { return }
        kernel(KernelCall(operands: OperandPointers(values: base, ids: ids), result: result))
      }
    }
  }
}

extension Graph {
  /// Every operation's numbers by the naive kernels, from what the leaves hold now: what the compiled kernels are compared
  /// with.
  package func naiveValues() -> [NDArray] {
    var values: [NDArray] = []
    for operation in operations {
      values.append(
        operation.tensor.contents ?? naiveValue(of: operation.id, from: operands(of: operation.id).map { values[$0] }))
    }
    return values
  }

  /// What one operation computes by its naive kernel.
  package func naiveValue(of id: Int, from operands: [NDArray]) -> NDArray {
    let tensor = operations[id].tensor
    let size = elementType.byteCount
    let memory = (operands.map(\.count) + [tensor.shape.count]).map {
      UnsafeMutableRawPointer.allocate(byteCount: Swift.max($0, 1) * size, alignment: 8)
    }
    defer { for pointer in memory { pointer.deallocate() } }
    for (pointer, operand) in zip(memory, operands) {
      operand.withUnsafeBytes { if let base = $0.baseAddress { pointer.copyMemory(from: base, byteCount: $0.count) } }
    }
    SingleOperation(tensor, operands: Array(memory.dropLast()), result: memory.last!).run()
    return NDArray(copying: memory.last!, shape: tensor.shape, type: elementType)
  }
}
