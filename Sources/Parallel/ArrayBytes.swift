import Tensors

// Arrays as bytes: element type, shape, numbers.
enum ArrayBytes {
  static func encode(_ arrays: [NDArray]) -> [UInt8] {
    var bytes: [UInt8] = []
    func add(_ number: Int) { withUnsafeBytes(of: Int64(number).littleEndian) { bytes += $0 } }
    add(arrays.count)
    for array in arrays {
      add(array.elementType == .float64 ? 1 : 0)
      add(array.shape.rank)
      array.shape.sizes.forEach(add)
      array.withUnsafeBytes { bytes += $0 }
    }
    return bytes
  }

  /// nil where bytes are missing.
  static func decode(_ bytes: [UInt8]) -> [NDArray]? {
    var place = 0
    func next() -> Int? {
      guard place + 8 <= bytes.count else { return nil }
      defer { place += 8 }
      return bytes.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: place, as: Int64.self)) }
    }
    guard let count = next(), count >= 0 else { return nil }
    var arrays: [NDArray] = []
    for _ in 0..<count {
      guard let type = next(), let rank = next(), (0..<64).contains(rank) else { return nil }
      var sizes: [Int] = []
      for _ in 0..<rank {
        guard let size = next(), size >= 0 else { return nil }
        sizes.append(size)
      }
      let elementType: ElementType = type == 1 ? .float64 : .float32
      let byteCount = sizes.reduce(1, *) * elementType.byteCount
      guard place + byteCount <= bytes.count else { return nil }
      if byteCount == 0 {
        arrays.append(NDArray(repeating: 0, shape: Shape(sizes), type: elementType))
      } else {
        arrays.append(
          bytes.withUnsafeBytes { NDArray(copying: $0.baseAddress! + place, shape: Shape(sizes), type: elementType) })
      }
      place += byteCount
    }
    return arrays
  }
}

extension NDArray {
  /// The same shape and type, with numbers changed in place.
  func changing(_ body: (UnsafeMutableRawBufferPointer) -> Void) -> NDArray {
    var bytes = withUnsafeBytes { [UInt8]($0) }
    bytes.withUnsafeMutableBytes(body)
    guard !bytes.isEmpty else { return self }
    return bytes.withUnsafeBytes { NDArray(copying: $0.baseAddress!, shape: shape, type: elementType) }
  }
}
