import Glibc
import Tensors

/// Where a pixel of the result comes from: from a place in the new image to a place in the old one, in pixels, (0, 0) in
/// the middle of the first pixel.
struct ImageMove {
  typealias Maker = @Sendable (_ height: Int, _ width: Int, inout RandomSource) -> ImageMove
  typealias Place = (y: Double, x: Double)

  let source: (Place) -> Place
}

/// Images of a batch as numbers, with what it takes to move one.
struct ImageBatch {
  enum Sampling {
    /// The four pixels around a place, weighted by how near they are. Outside is 0.
    case bilinear
    case nearest
  }

  let height: Int
  let width: Int
  private let channels: Int
  private let shape: Shape
  private let type: ElementType
  private var values: [Double]

  init(_ images: NDArray, for name: String) {
    guard [3, 4].contains(images.shape.rank) else {
      stop(shapes: "\(name) expects images [n, height, width] or [n, height, width, channels]; got \(images.shape).")
    }
    (shape, type, values) = (images.shape, images.elementType, images.doubles)
    (height, width) = (shape[1], shape[2])
    channels = shape.rank == 4 ? shape[3] : 1
  }

  var array: NDArray { NDArray(values, shape: shape, type: type) }

  /// The moves one after another: the last one's place is looked up first.
  mutating func move(_ image: Int, _ moves: [ImageMove], _ sampling: Sampling) {
    let size = height * width * channels
    let old = Array(values[image * size..<(image + 1) * size])
    var position = image * size
    for y in 0..<height {
      for x in 0..<width {
        var place: ImageMove.Place = (Double(y), Double(x))
        for move in moves.reversed() { place = move.source(place) }
        for channel in 0..<channels {
          values[position] = sampling == .bilinear ? bilinear(old, place, channel) : nearest(old, place, channel)
          position += 1
        }
      }
    }
  }

  private func bilinear(_ image: [Double], _ place: ImageMove.Place, _ channel: Int) -> Double {
    let (y, x) = (floor(place.y), floor(place.x))
    guard y >= -1, y <= Double(height), x >= -1, x <= Double(width) else { return 0 }
    let (down, right) = (place.y - y, place.x - x)
    let (row, column) = (Int(y), Int(x))
    let above = mix(pixel(image, row, column, channel), pixel(image, row, column + 1, channel), right)
    guard down > 0 else { return above }
    let below = mix(pixel(image, row + 1, column, channel), pixel(image, row + 1, column + 1, channel), right)
    return mix(above, below, down)
  }

  private func mix(_ a: Double, _ b: Double, _ part: Double) -> Double { part == 0 ? a : a + (b - a) * part }

  private func nearest(_ image: [Double], _ place: ImageMove.Place, _ channel: Int) -> Double {
    let (y, x) = (place.y.rounded(), place.x.rounded())
    guard y >= 0, y < Double(height), x >= 0, x < Double(width) else { return 0 }
    return pixel(image, Int(y), Int(x), channel)
  }

  private func pixel(_ image: [Double], _ row: Int, _ column: Int, _ channel: Int) -> Double {
    guard row >= 0, row < height, column >= 0, column < width else { return 0 }
    return image[(row * width + column) * channels + channel]
  }
}
