import CCairo
import Display
import Foundation

/// The formats a scene can be written in.
public enum FigureFormat: String, Codable, CaseIterable, Sendable { case svg, png, pdf }

/// A scene as the bytes of a file. The same scene gives the same bytes: no dates, no counters.
public enum FigureFile {
  /// More pixels than this are scaled down.
  public static let pixelLimit = 16_000_000.0

  /// `scale`: pixels a point, for PNG only.
  /// - Throws: `Diagnostic` when Cairo fails, for example out of memory.
  public static func data(of scene: Scene, as format: FigureFormat, scale: Double = 2) throws -> Data {
    switch format {
    case .svg: Data(SVGWriter.write(scene).utf8)
    case .png: try png(of: scene, scale: scale)
    case .pdf: try pdf(of: scene)
    }
  }

  /// Writes the whole file or nothing; folders on the way are made.
  /// - Returns: what the reader should know, such as "scaled down to 16 megapixels".
  /// - Throws: `Diagnostic` with the file and what to do.
  @discardableResult
  public static func write(
    _ scene: Scene, to path: String, as format: FigureFormat, scale: Double = 2
  ) throws -> [Diagnostic] {
    try AtomicFile.write(data(of: scene, as: format, scale: scale), to: path)
    let fitted = Self.scale(scale, fitting: scene)
    guard format == .png, fitted < scale else { return [] }
    return [
      Diagnostic(
        "figure-scaled-down", severity: .note, at: .init(file: path),
        "The picture would have \(Display.format(scene.width * scale * scene.height * scale / 1e6)) megapixels; "
          + "it was drawn at \(Display.format(fitted)) pixels a point to stay within 16.",
        hint: "Write SVG or PDF for full detail.")
    ]
  }

  /// The pixels of a scene, rows from the top, premultiplied, four bytes each in the order blue, green, red, alpha.
  package struct Pixels: Equatable, Sendable {
    package var width: Int
    package var height: Int
    package var bytes: [UInt8]
  }

  package static func pixels(of scene: Scene, scale: Double) throws -> Pixels {
    try withImage(of: scene, scale: scale) { surface in
      cairo_surface_flush(surface)
      let (width, height) = (Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface)))
      let stride = Int(cairo_image_surface_get_stride(surface))
      guard let start = cairo_image_surface_get_data(surface) else { return Pixels(width: 0, height: 0, bytes: []) }
      let rows = (0..<height).flatMap { UnsafeBufferPointer(start: start + $0 * stride, count: width * 4) }
      return Pixels(width: width, height: height, bytes: rows)
    }
  }

  /// `scale`, or less where the picture would have more than `pixelLimit` pixels or be too long for Cairo.
  static func scale(_ scale: Double, fitting scene: Scene) -> Double {
    let area = max(1, scene.width) * max(1, scene.height)
    return min(scale, (pixelLimit / area).squareRoot(), 32_000 / max(scene.width, scene.height, 1))
  }

  private static func png(of scene: Scene, scale: Double) throws -> Data {
    let png = try withImage(of: scene, scale: scale) { surface in
      var sink = Data()
      let status = withUnsafeMutablePointer(to: &sink) { cairo_surface_write_to_png_stream(surface, append, $0) }
      try check(status)
      return sink
    }
    return PNGText.adding([("Title", scene.title), ("Description", scene.alternativeText)], to: png)
  }

  private static func withImage<Result>(
    of scene: Scene, scale: Double, _ body: (OpaquePointer) throws -> Result
  ) throws -> Result {
    let scale = Self.scale(scale, fitting: scene)
    let (width, height) = (max(1, (scene.width * scale).rounded()), max(1, (scene.height * scale).rounded()))
    let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))!
    defer { cairo_surface_destroy(surface) }
    try check(cairo_surface_status(surface))
    Renderer.draw(scene, on: surface, scale: scale)
    try check(cairo_surface_status(surface))
    return try body(surface)
  }

  private static func pdf(of scene: Scene) throws -> Data {
    var sink = Data()
    try withUnsafeMutablePointer(to: &sink) { sink in
      let surface = cairo_pdf_surface_create_for_stream(append, sink, scene.width, scene.height)!
      defer { cairo_surface_destroy(surface) }
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, scene.title.onOneLine)
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, scene.alternativeText.onOneLine)
      // Cairo would write the time of day; the epoch says "no date" and is the same on every run.
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "1970-01-01T00:00:00Z")
      Renderer.draw(scene, on: surface, scale: 1)
      cairo_surface_finish(surface)
      try check(cairo_surface_status(surface))
    }
    return sink
  }

  private static func check(_ status: cairo_status_t) throws {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    throw Diagnostic(
      "figure-not-drawn",
      "The figure could not be drawn: Cairo answered "
        + "“\(String(cString: cairo_status_to_string(status)))”.", hint: "Try a smaller figure, or SVG.")
  }
}

private let append: cairo_write_func_t = { sink, bytes, count in
  guard let sink, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
  sink.assumingMemoryBound(to: Data.self).pointee.append(bytes, count: Int(count))
  return CAIRO_STATUS_SUCCESS
}
