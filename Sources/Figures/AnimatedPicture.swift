import CWebP
import Display
import Foundation

/// Pictures of one size as one animated WebP file, without loss: libwebp encodes it, and the same pictures give the same
/// bytes.
public enum AnimatedPicture {
  /// - Parameters:
  ///   - milliseconds: how long each picture stays.
  ///   - lastMilliseconds: how long the last one stays before it begins again.
  ///   - scene: picture `index`, from 0; drawn when it is needed, so that a long film fits into memory.
  /// - Throws: `Diagnostic` when there is no picture, or the library cannot encode it.
  public static func webp(
    count: Int, milliseconds: Int = 125, lastMilliseconds: Int = 3000, scene: (Int) throws -> Scene
  ) throws -> Data {
    guard count > 0 else { throw problem("there is no picture") }
    var configuration = WebPConfig()
    // Level 2 of 9: a chart is small at any level, and this one is quick.
    guard WebPConfigInit(&configuration) != 0, WebPConfigLosslessPreset(&configuration, 2) != 0 else {
      throw problem("another version of libwebp is installed than was built for")
    }
    var encoder: OpaquePointer?
    defer { WebPAnimEncoderDelete(encoder) }
    for index in 0..<count {
      let pixels = try FigureFile.pixels(of: scene(index), scale: 1)
      if encoder == nil { encoder = try makeEncoder(pixels) }
      try add(pixels, at: index * milliseconds, to: encoder, &configuration)
    }
    let end = Int32((count - 1) * milliseconds + lastMilliseconds)
    guard WebPAnimEncoderAdd(encoder, nil, end, nil) != 0 else { throw problem(encoder) }
    var assembled = WebPData()
    defer { WebPDataClear(&assembled) }
    guard WebPAnimEncoderAssemble(encoder, &assembled) != 0, let bytes = assembled.bytes else { throw problem(encoder) }
    return Data(bytes: bytes, count: assembled.size)
  }

  private static func makeEncoder(_ pixels: FigureFile.Pixels) throws -> OpaquePointer {
    var options = WebPAnimEncoderOptions()
    guard WebPAnimEncoderOptionsInit(&options) != 0,
      let encoder = WebPAnimEncoderNew(Int32(pixels.width), Int32(pixels.height), &options)
    else { throw problem("\(pixels.width) × \(pixels.height) pixels are too many") }
    return encoder
  }

  private static func add(
    _ pixels: FigureFile.Pixels, at time: Int, to encoder: OpaquePointer?, _ configuration: inout WebPConfig
  ) throws {
    var picture = WebPPicture()
    guard WebPPictureInit(&picture) != 0 else { throw problem("another version of libwebp is installed") }
    defer { WebPPictureFree(&picture) }
    picture.use_argb = 1
    (picture.width, picture.height) = (Int32(pixels.width), Int32(pixels.height))
    // Figures have a background, so that premultiplied pixels are plain ones.
    guard WebPPictureImportBGRA(&picture, pixels.bytes, Int32(4 * pixels.width)) != 0,
      WebPAnimEncoderAdd(encoder, &picture, Int32(time), &configuration) != 0
    else { throw problem(encoder) }
  }

  private static func problem(_ encoder: OpaquePointer?) -> Diagnostic {
    problem(encoder.flatMap { WebPAnimEncoderGetError($0) }.map { String(cString: $0) } ?? "out of memory")
  }

  private static func problem(_ what: String) -> Diagnostic {
    Diagnostic(
      "animation-not-made", "The animated picture could not be made: \(what).",
      hint: "Write numbered pictures: --format svg,png.")
  }
}
