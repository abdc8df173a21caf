import Tensors

/// One operation with its operands in memory that someone else keeps: for executors of their own.
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

  /// Computes the result with the reference kernel.
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
