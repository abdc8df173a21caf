import CDataFiles
import Foundation
import Tensors

/// A picture's pixels, from 0 (dark) to 255, row by row.
package struct Picture: Sendable, Equatable {
  /// Larger ones are refused: 64 megapixels.
  package static let largestPixelCount = 1 << 26

  let height: Int
  let width: Int
  /// 1: grey; 3: red, green and blue.
  let channels: Int
  package let values: [Float]
  /// What of the file was left out.
  package private(set) var note: String?

  /// [height, width], of a coloured one [height, width, 3].
  package var shape: Shape { channels == 1 ? [height, width] : [height, width, channels] }

  /// Reads PNG, PPM or PGM, whichever the bytes are.
  package init(_ bytes: [UInt8], file: String) throws(DataProblem) {
    if bytes.first == 0x89 {
      self = try .png(bytes, file: file)
    } else if bytes.first == UInt8(ascii: "P") {
      var reader = PortableAnymapReader(bytes, file: file)
      self = try reader.picture()
    } else {
      let hint =
        bytes.starts(with: [0xFF, 0xD8]) ? "this is a JPEG. Convert it to PNG first." : "this is none of them."
      throw DataProblem(file, "expected a PNG, PPM or PGM picture; \(hint)")
    }
  }

  init(height: Int, width: Int, channels: Int, values: [Float]) {
    self.height = height
    self.width = width
    self.channels = channels
    self.values = values
  }

  private static func png(_ bytes: [UInt8], file: String) throws(DataProblem) -> Picture {
    var size = CDataPicture()
    var status = cdata_png_look(bytes, bytes.count, largestPixelCount, &size)
    var pixels: [UInt8] = []
    if status == CDataDone {
      pixels = [UInt8](repeating: 0, count: Int(size.width) * Int(size.height) * Int(size.channels))
      status = cdata_png_read(bytes, bytes.count, &size, &pixels, pixels.count)
    }
    switch status {
    case CDataDone:
      var picture = Picture(
        height: Int(size.height), width: Int(size.width), channels: Int(size.channels), values: pixels.map(Float.init))
      if size.extra > 0 {
        picture.note = "\(file): \(counted(size.extra, "byte")) after the end of the picture left out."
      }
      return picture
    case CDataTruncated:
      throw DataProblem(file, "expected a whole PNG file; this one ends too early. Copy it again.")
    case CDataTooLarge:
      throw DataProblem(
        file,
        "expected a picture of at most \(largestPixelCount) pixels; got \(size.width) × \(size.height).")
    case CDataNoMemory: throw DataProblem(file, "the picture cannot be unpacked: there is no memory left.")
    default: throw DataProblem(file, "expected a PNG file; this one is damaged. Copy it again.")
    }
  }
}

extension NDArray {
  /// Reads a PNG, PPM or PGM picture: [height, width] if it is grey, [height, width, 3] if it is coloured, each number
  /// from 0 (dark) to 255. What is transparent lies on white. Bytes after the end of a PNG are left out, and a note on the
  /// standard error says so.
  public init(imageFile path: String, type: ElementType = .float32) throws(DataProblem) {
    let picture = try Picture(try readFile(path), file: fileName(path))
    if let note = picture.note { FileHandle.standardError.write(Data((note + "\n").utf8)) }
    self = NDArray(.float32(picture.values), shape: picture.shape).converted(to: type)
  }
}
