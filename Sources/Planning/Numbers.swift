import Autodiff
import Tensors

/// Numbers of one element type, one after another in memory: what kernels read and write. Offsets count elements.
struct Numbers {
  let base: UnsafeMutableRawPointer
  let type: ElementType

  /// Room for whole cache lines, filled with zeros; to be given back with `deallocate`.
  static func allocate(_ count: Int, _ type: ElementType) -> Numbers {
    let byteCount = MemoryAllocator.rounded(count) * type.byteCount
    let base = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
    base.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    return Numbers(base: base, type: type)
  }

  func deallocate() { base.deallocate() }

  /// Widened to Double, exactly.
  subscript(offset: Int) -> Double {
    switch type {
    case .float32: Double(base.load(fromByteOffset: offset * 4, as: Float.self))
    case .float64: base.load(fromByteOffset: offset * 8, as: Double.self)
    }
  }

  func address(_ offset: Int) -> UnsafeMutableRawPointer { base + offset * type.byteCount }

  /// How many elements lie between the start of these numbers and the start of others.
  func offset(of other: Numbers) -> Int { (other.base - base) / type.byteCount }

  func store(_ contents: NDArray) {
    contents.withUnsafeBytes { bytes in
      if let source = bytes.baseAddress { base.copyMemory(from: source, byteCount: bytes.count) }
    }
  }

  /// What a view shows, its offset counted from here.
  func contents(_ view: View, _ shape: Shape) -> NDArray {
    if view.isContiguous { return NDArray(copying: address(view.offset), shape: shape, type: type) }
    return NDArray(view.elements(of: base, type), shape: shape)
  }
}

extension ElementType {
  /// The nearest number of this type.
  func rounded(_ number: Double) -> Double { self == .float32 ? Double(Float(number)) : number }
}
