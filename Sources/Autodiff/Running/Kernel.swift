import Tensors

/// A tensor's numbers in memory during an execution: where they start, and how many. Plain pointers, so that passing
/// them around counts no references; the graph keeps the tensor.
struct ArrayPointer {
  let base: UnsafeMutableRawPointer
  let count: Int
  let tensor: Unmanaged<Tensor>

  var shape: Shape { tensor.borrow { $0.shape } }
}

/// One computation about to happen: operands, attributes, and where the result goes.
struct KernelCall {
  let operands: OperandPointers
  let result: ArrayPointer

  var attributes: Attributes { result.tensor.borrow { $0.attributes } }

  func operand<S: Scalar>(_ i: Int, as: S.Type) -> UnsafePointer<S> {
    UnsafePointer(operands[i].base.assumingMemoryBound(to: S.self))
  }
  func result<S: Scalar>(as: S.Type) -> UnsafeMutablePointer<S> { result.base.assumingMemoryBound(to: S.self) }
}

/// The operands of one computation, looked up by their ids.
struct OperandPointers: RandomAccessCollection {
  let values: UnsafePointer<ArrayPointer>
  let ids: UnsafeBufferPointer<Int>

  var startIndex: Int { 0 }
  var endIndex: Int { ids.count }
  subscript(index: Int) -> ArrayPointer { values[ids[index]] }
}

/// The computation of a primitive, for both element types.
struct Kernel: Sendable {
  typealias Function = @Sendable (KernelCall) -> Void

  let float32: Function
  let float64: Function

  func function(for type: ElementType) -> Function {
    switch type {
    case .float32: float32
    case .float64: float64
    }
  }
}

extension Kernel {
  /// z = f(x), element by element.
  @inline(__always)
  static func unary(
    _ single: @escaping @Sendable (Float) -> Float, _ double: @escaping @Sendable (Double) -> Double
  ) -> Kernel {
    Kernel(float32: { mapUnary($0, single) }, float64: { mapUnary($0, double) })
  }

  /// z = f(x, number), element by element, for primitives with one number as attribute.
  @inline(__always)
  static func unary(
    _ single: @escaping @Sendable (Float, Float) -> Float, _ double: @escaping @Sendable (Double, Double) -> Double
  ) -> Kernel {
    Kernel(
      float32: { call in
        let number = Float(call.attributes.number)
        mapUnary(call) { single($0, number) }
      },
      float64: { call in
        let number = call.attributes.number
        mapUnary(call) { double($0, number) }
      })
  }

  /// z = f(x, y), element by element; a scalar operand is used for every element.
  @inline(__always)
  static func binary(
    _ single: @escaping @Sendable (Float, Float) -> Float, _ double: @escaping @Sendable (Double, Double) -> Double
  ) -> Kernel {
    Kernel(float32: { mapBinary($0, single) }, float64: { mapBinary($0, double) })
  }
}

@inline(__always)
private func mapUnary<S: Scalar>(_ call: KernelCall, _ f: (S) -> S) {
  let x = call.operand(0, as: S.self)
  let z = call.result(as: S.self)
  let count = call.result.count
  if count == 1 { return z[0] = f(x[0]) }
  for i in 0..<count { z[i] = f(x[i]) }
}

@inline(__always)
private func mapBinary<S: Scalar>(_ call: KernelCall, _ f: (S, S) -> S) {
  let x = call.operand(0, as: S.self)
  let y = call.operand(1, as: S.self)
  let z = call.result(as: S.self)
  let count = call.result.count
  if count == 1 { return z[0] = f(x[0], y[0]) }
  switch (call.operands[0].count == count, call.operands[1].count == count) {
  case (true, true): for i in 0..<count { z[i] = f(x[i], y[i]) }
  case (true, false): for i in 0..<count { z[i] = f(x[i], y[0]) }
  case (false, true): for i in 0..<count { z[i] = f(x[0], y[i]) }
  case (false, false): for i in 0..<count { z[i] = f(x[0], y[0]) }
  }
}
