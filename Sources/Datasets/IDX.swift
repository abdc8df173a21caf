import Tensors

/// The file format of MNIST and its relatives: two zero bytes, the element type, the number of axes, the size of
/// each axis as a 32-bit number, then the elements; everything big-endian. LeCun, Cortes & Burges 1998.
package enum IDX {
  /// Reads a whole file.
  ///
  /// Throws `DataProblem` for a file that is not IDX, and for one that holds fewer or more bytes than it says.
  package static func array(_ bytes: [UInt8], file: String, type: ElementType = .float32) throws(DataProblem) -> NDArray
  {
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0, let element = Element(rawValue: bytes[2]) else {
      let start = bytes.prefix(4).map { "\($0)" }.joined(separator: " ")
      throw DataProblem(
        file,
        "expected an IDX file, which starts with 0 0, its element type and its number of axes; "
          + "this one starts with \(start.isEmpty ? "nothing" : start).")
    }
    let shape = try shape(bytes, element, file)
    let numbers = bytes.dropFirst(4 + 4 * shape.rank)
    return NDArray(
      type == .float32 ? .float32(element.numbers(numbers)) : .float64(element.numbers(numbers)), shape: shape)
  }

  /// The sizes of the axes, if the numbers that follow are as many.
  private static func shape(_ bytes: [UInt8], _ element: Element, _ file: String) throws(DataProblem) -> Shape {
    let rank = Int(bytes[3])
    let start = 4 + 4 * rank
    guard bytes.count >= start else {
      throw DataProblem(file, "expected the sizes of \(rank) axes; the file ends at byte \(bytes.count).")
    }
    let shape = Shape((0..<rank).map { axis in Int(bigEndian(bytes[(4 + 4 * axis)..<(8 + 4 * axis)])) })
    guard !shape.sizes.contains(0) else {
      throw DataProblem(file, "expected at least one number; the file holds none: its shape is \(shape).")
    }
    var wanted = element.byteCount
    for size in shape.sizes {
      let (product, overflow) = wanted.multipliedReportingOverflow(by: size)
      wanted = overflow ? .max : product
    }
    guard bytes.count - start == wanted else {
      throw DataProblem(
        file,
        "expected \(wanted) bytes of numbers for \(shape); got \(bytes.count - start). "
          + "The file may be damaged. Copy it again.")
    }
    return shape
  }

  private enum Element: UInt8 {
    case unsignedByte = 0x08
    case signedByte = 0x09
    case int16 = 0x0B
    case int32 = 0x0C
    case float32 = 0x0D
    case float64 = 0x0E

    var byteCount: Int {
      switch self {
      case .unsignedByte, .signedByte: 1
      case .int16: 2
      case .int32, .float32: 4
      case .float64: 8
      }
    }

    func numbers<Number: Scalar>(_ bytes: ArraySlice<UInt8>) -> [Number] {
      switch self {
      case .unsignedByte: bytes.map { Number($0) }
      case .signedByte: bytes.map { Number(Int8(bitPattern: $0)) }
      case .int16: each(bytes) { Number(Int16(truncatingIfNeeded: $0)) }
      case .int32: each(bytes) { Number(Int32(truncatingIfNeeded: $0)) }
      case .float32: each(bytes) { Number(Float(bitPattern: UInt32(truncatingIfNeeded: $0))) }
      case .float64: each(bytes) { Number(Double(bitPattern: $0)) }
      }
    }

    private func each<Number>(_ bytes: ArraySlice<UInt8>, _ number: (UInt64) -> Number) -> [Number] {
      stride(from: bytes.startIndex, to: bytes.endIndex, by: byteCount).map { start in
        number(bigEndian(bytes[start..<start + byteCount]))
      }
    }
  }

  private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

extension NDArray {
  /// Reads an IDX file, the format of MNIST, compressed by gzip or not: images are [n, rows, columns], labels [n].
  public init(idxFile path: String, type: ElementType = .float32) throws(DataProblem) {
    self = try IDX.array(try readFile(path), file: fileName(path), type: type)
  }
}
