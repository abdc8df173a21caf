import Foundation

/// The arrays that Peers/make_data.py wrote: little-endian files, and an index of their types and shapes.
struct PeerData {
  struct Entry: Decodable {
    let type: String
    let shape: [Int]
  }

  private let folder: URL
  private let index: [String: Entry]

  init(folder: URL) throws {
    self.folder = folder
    guard let text = try? Data(contentsOf: folder.appending(path: "index.json")),
      let index = try? JSONDecoder().decode([String: Entry].self, from: text)
    else { throw NotMeasured(reason: "\(folder.path) holds no data of the peers: no index.json that can be read") }
    self.index = index
  }

  /// Names of all arrays of a workload, without the workload's own.
  func names(of workload: String) -> [String] {
    index.keys.filter { $0.hasPrefix(workload + ".") }.map { String($0.dropFirst(workload.count + 1)) }.sorted()
  }

  func shape(_ name: String) throws -> [Int] {
    guard let entry = index[name] else { throw NotMeasured(reason: "the data has no array \(name)") }
    return entry.shape
  }

  func floats(_ name: String) throws -> [Float] {
    try numbers(name, "float32").map { Float(bitPattern: $0) }
  }

  func integers(_ name: String) throws -> [Int] {
    try numbers(name, "int32").map { Int(Int32(bitPattern: $0)) }
  }

  private func numbers(_ name: String, _ type: String) throws -> [UInt32] {
    let count = try shape(name).reduce(1, *)
    let bytes = try Data(contentsOf: folder.appending(path: name + ".bin"))
    guard index[name]?.type == type, bytes.count == 4 * count else {
      throw NotMeasured(reason: "\(name).bin does not hold \(count) numbers of type \(type)")
    }
    return bytes.withUnsafeBytes { raw in
      (0..<count).map { UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
    }
  }
}
