import Foundation
import Tensors

/// Named arrays in the file format that Python's `safetensors` reads and writes: eight bytes with the header's size, a
/// header in JSON that says of each array its type, its shape and where its bytes lie, then the bytes, little-endian.
///
///     let file = try SafeTensors(file: "weights.safetensors")
///     file.arrays["dense.w"]
///
/// Numbers of 16 bits and whole numbers are widened when read; whole numbers beyond 2⁵³ are rounded.
public struct SafeTensors: Sendable, Equatable {
  public var arrays: [String: NDArray]
  /// Texts that go with them.
  public var metadata: [String: String]

  public init(_ arrays: [String: NDArray] = [:], metadata: [String: String] = [:]) {
    self.arrays = arrays
    self.metadata = metadata
  }

  /// A longer header is refused, as by the format's other readers.
  static let longestHeader = 100_000_000
  private static let metadataKey = "__metadata__"

  /// Reads a whole file, or throws a `DataProblem` and keeps nothing.
  public init(file path: String) throws(DataProblem) {
    try self.init(bytes: readFile(path), file: fileName(path))
  }

  package init(bytes: [UInt8], file: String) throws(DataProblem) {
    guard bytes.count >= 8 else {
      throw DataProblem(file, "expected a safetensors file of at least 8 bytes; got \(bytes.count).")
    }
    let headerCount = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard headerCount <= Self.longestHeader, headerCount <= bytes.count - 8 else {
      throw DataProblem(
        file,
        "expected a header of \(headerCount) bytes; only \(bytes.count - 8) follow. This is no safetensors file, "
          + "or it is cut short. Copy it again.")
    }
    let data = bytes[(8 + Int(headerCount))...]
    let header = try Self.header(bytes[8..<8 + Int(headerCount)], file)
    var arrays: [String: NDArray] = [:]
    var end = 0
    for (name, entry) in header.entries.sorted(by: { $0.value.place < $1.value.place }) {
      arrays[name] = try entry.array(name, data, after: &end, file)
    }
    guard end == data.count else {
      throw DataProblem(
        file, "expected \(end) bytes of numbers after the header; got \(data.count). Copy the file again.")
    }
    self.init(arrays, metadata: header.metadata)
  }

  /// The whole file; the same arrays and texts give the same bytes.
  package var bytes: [UInt8] {
    var end = 0
    var entries: [String: Any] = metadata.isEmpty ? [:] : [Self.metadataKey: metadata]
    // Wider numbers first, so that all are aligned.
    let order = arrays.sorted { a, b in
      let widths = (a.value.elementType.byteCount, b.value.elementType.byteCount)
      return widths.0 != widths.1 ? widths.0 > widths.1 : a.key < b.key
    }
    for (name, array) in order {
      let count = array.count * array.elementType.byteCount
      entries[name] = [
        "dtype": array.elementType == .float32 ? "F32" : "F64", "shape": array.shape.sizes,
        "data_offsets": [end, end + count],
      ]
      end += count
    }
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
    // Texts and whole numbers always become JSON.
    var header = (try? JSONSerialization.data(withJSONObject: entries, options: options)).map { [UInt8]($0) } ?? []
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
    bytes.reserveCapacity(bytes.count + end)
    for (_, array) in order { array.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    return bytes
  }

  /// Writes the file whole, or leaves what was there: after a crash at any moment one of the two is found.
  public func write(to path: String) throws(DataProblem) { try writeFile(bytes, to: path) }

  // MARK: - The header

  private struct Header: Decodable {
    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: Name.self)
      for key in values.allKeys {
        if key.stringValue == SafeTensors.metadataKey {
          metadata = try values.decode([String: String].self, forKey: key)
        } else {
          entries[key.stringValue] = try values.decode(Entry.self, forKey: key)
        }
      }
    }
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private static func header(_ bytes: ArraySlice<UInt8>, _ file: String) throws(DataProblem) -> Header {
    do {
      return try JSONDecoder().decode(Header.self, from: Data(bytes))
    } catch {
      throw DataProblem(
        file,
        "expected a header with the type, shape and place of every array; it does not read as one. "
          + "This is no safetensors file, or it is damaged.")
    }
  }

  private struct Entry: Decodable {
    let type: String
    let shape: [Int]
    let offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case type = "dtype"
      case shape
      case offsets = "data_offsets"
    }

    /// Empty arrays come before what begins where they do.
    var place: (Int, Int) { (offsets.first ?? 0, offsets.last ?? 0) }

    func array(
      _ name: String, _ data: ArraySlice<UInt8>, after end: inout Int, _ file: String
    ) throws(DataProblem) -> NDArray {
      guard let kind = StoredNumber(rawValue: type) else {
        let known = StoredNumber.allCases.map(\.rawValue).joined(separator: ", ")
        throw DataProblem(file, "'\(name)' expects one of the types \(known); got \(type).")
      }
      var count = 1
      for size in shape {
        let (product, overflows) = count.multipliedReportingOverflow(by: size)
        guard size >= 0, !overflows else { throw DataProblem(file, "'\(name)' has the impossible shape \(shape).") }
        count = product
      }
      let (byteCount, overflows) = count.multipliedReportingOverflow(by: kind.byteCount)
      guard !overflows, offsets.count == 2, offsets[0] == end, offsets[1] >= end, offsets[1] <= data.count,
        offsets[1] - end == byteCount
      else {
        throw DataProblem(
          file,
          "'\(name)' of \(shape) and type \(type) expects bytes from \(end) on, after those of the array before it; "
            + "its place is \(offsets) of \(data.count). The file is damaged. Copy it again.")
      }
      let bytes = data[(data.startIndex + end)..<(data.startIndex + offsets[1])]
      end = offsets[1]
      return kind.array(bytes, shape: Shape(shape))
    }
  }
}
