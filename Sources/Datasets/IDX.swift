import Tensors

/// The file format of MNIST and its relatives: two zero bytes, the element type, the number of axes, the size of
/// each axis as a 32-bit number, then the elements; everything big-endian. LeCun, Cortes & Burges 1998.
package enum IDX {
  /// Reads a whole file.
  ///
  /// Throws `DataProblem` for a file that is not IDX, and for one that holds fewer or more bytes than it says.
  package static func array(_ bytes: [UInt8], file: String, type: ElementType = .float32) throws(DataProblem) -> NDArray
  {
    if bytes.starts(with: [0x1F, 0x8B]) {
      throw DataProblem(file, "an IDX file was wanted, but this one is compressed. Unpack it first: gunzip \(file).")
    }
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0, let element = Element(rawValue: bytes[2]) else {
      let start = bytes.prefix(4).map { "\($0)" }.joined(separator: " ")
      throw DataProblem(
        file,
        "an IDX file was wanted, which starts with 0 0, its element type and its number of axes, "
          + "but this one starts with \(start.isEmpty ? "nothing" : start).")
    }
    let rank = Int(bytes[3])
    let start = 4 + 4 * rank
    guard bytes.count >= start else {
      throw DataProblem(file, "the sizes of \(rank) axes were wanted, but the file ends at byte \(bytes.count).")
    }
    let sizes = (0..<rank).map { axis in Int(bigEndian(bytes[(4 + 4 * axis)..<(8 + 4 * axis)])) }
    var wanted = element.byteCount
    for size in sizes {
      let (product, overflow) = wanted.multipliedReportingOverflow(by: size)
      wanted = overflow ? .max : product
    }
    guard bytes.count - start == wanted else {
      throw DataProblem(
        file,
        "\(wanted) bytes of numbers were wanted for \(Shape(sizes)), but \(bytes.count - start) came. "
          + "The file may be damaged: copy it again.")
    }
    let count = wanted / element.byteCount
    let values = (0..<count).map { i in
      element.number(bigEndian(bytes[(start + i * element.byteCount)..<(start + (i + 1) * element.byteCount)]))
    }
    return NDArray(values, shape: Shape(sizes), type: type)
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

    func number(_ bits: UInt64) -> Double {
      switch self {
      case .unsignedByte: Double(bits)
      case .signedByte: Double(Int8(truncatingIfNeeded: bits))
      case .int16: Double(Int16(truncatingIfNeeded: bits))
      case .int32: Double(Int32(truncatingIfNeeded: bits))
      case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
      case .float64: Double(bitPattern: bits)
      }
    }
  }

  private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

extension NDArray {
  /// Reads an IDX file, the format of MNIST: images are [n, rows, columns], labels [n].
  public init(idxFile path: String, type: ElementType = .float32) throws(DataProblem) {
    self = try IDX.array(try readFile(path), file: fileName(path), type: type)
  }
}
