import Display

/// A picture's pixels as colours; larger pictures are averaged down, to keep vector files small.
struct PictureRaster {
  static let pixelLimit = 256

  private(set) var columns: Int
  private(set) var rows: Int
  private(set) var colors: [Color] = []

  /// nil when the bytes are not the pixels that the picture says.
  init?(_ picture: ImageGrid.Picture) {
    let (area, overflow) = picture.width.multipliedReportingOverflow(by: picture.height)
    let channels = picture.channels
    guard picture.width > 0, picture.height > 0, !overflow, channels == 1 || channels == 3,
      picture.pixels.count / channels == area, picture.pixels.count % channels == 0
    else { return nil }
    let factor = max(1, (max(picture.width, picture.height) + Self.pixelLimit - 1) / Self.pixelLimit)
    (columns, rows) = ((picture.width + factor - 1) / factor, (picture.height + factor - 1) / factor)
    colors.reserveCapacity(columns * rows)
    for row in 0..<rows {
      for column in 0..<columns { colors.append(Self.mean(picture, row: row, column: column, factor: factor)) }
    }
  }

  static func problem(_ picture: ImageGrid.Picture) -> String {
    let name = picture.caption.isEmpty ? "A picture" : "“\(picture.caption)”"
    return "\(name) is not drawn: \(picture.pixels.count) bytes are not \(picture.width) × \(picture.height) pixels of "
      + "1 or 3 channels."
  }

  private static func mean(_ picture: ImageGrid.Picture, row: Int, column: Int, factor: Int) -> Color {
    var sums = [0, 0, 0]
    var count = 0
    for y in row * factor..<min(picture.height, (row + 1) * factor) {
      for x in column * factor..<min(picture.width, (column + 1) * factor) {
        let at = (y * picture.width + x) * picture.channels
        for channel in 0..<3 { sums[channel] += Int(picture.pixels[at + (picture.channels == 3 ? channel : 0)]) }
        count += 1
      }
    }
    let scale = 255 * Double(count)
    return Color(Double(sums[0]) / scale, Double(sums[1]) / scale, Double(sums[2]) / scale)
  }
}
