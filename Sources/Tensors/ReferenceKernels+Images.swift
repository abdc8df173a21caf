// Plain loops over images: what convolution and max pooling mean. Images are [n, height, width, channels], filters
// [height, width, channels of a group, filters]. To read them, start with `forEachPlace`.

/// Calls `body` for every place of the window at every position over every image, except on the padding.
///
/// - Parameter body: takes the pixel of the image, the place of the window and the pixel of the result, each counted
///   row by row (and image by image).
@inline(__always)
func forEachPlace(
  _ window: WindowGeometry, images: Int, _ body: (_ pixel: Int, _ place: Int, _ position: Int) -> Void
) {
  let (vertical, horizontal) = (window.vertical, window.horizontal)
  let (rows, columns) = (vertical.positions, horizontal.positions)
  for image in 0..<images {
    for i in 0..<rows {
      for j in 0..<columns {
        for r in 0..<vertical.window {
          guard let y = vertical.pixel(under: r, at: i) else { continue }
          for s in 0..<horizontal.window {
            guard let x = horizontal.pixel(under: s, at: j) else { continue }
            body(
              (image * vertical.size + y) * horizontal.size + x, r * horizontal.window + s,
              (image * rows + i) * columns + j)
          }
        }
      }
    }
  }
}

/// The sizes that the three convolution kernels share.
public struct ConvolutionSizes: Sendable {
  public let images: Int
  public let channels: Int
  public let filters: Int
  public let geometry: ConvolutionGeometry

  public init(images: Int, channels: Int, filters: Int, _ geometry: ConvolutionGeometry) {
    self.images = images
    self.channels = channels
    self.filters = filters
    self.geometry = geometry
  }

  private var groups: Int { geometry.groups }
  private var channelsPerGroup: Int { channels / groups }
  private var filtersPerGroup: Int { filters / groups }

  var imageCount: Int { images * geometry.vertical.size * geometry.horizontal.size * channels }
  var filterCount: Int { geometry.vertical.window * geometry.horizontal.window * channelsPerGroup * filters }
  var resultCount: Int { images * geometry.vertical.positions * geometry.horizontal.positions * filters }

  /// Calls `body` with the position of every factor x and w, and of the sum that their product belongs to.
  @inline(__always)
  func forEachProduct(_ body: (_ x: Int, _ w: Int, _ z: Int) -> Void) {
    forEachPlace(geometry.window, images: images) { pixel, place, position in
      for group in 0..<groups {
        for channel in 0..<channelsPerGroup {
          let x = pixel * channels + group * channelsPerGroup + channel
          let w = (place * channelsPerGroup + channel) * filters
          for filter in group * filtersPerGroup..<(group + 1) * filtersPerGroup {
            body(x, w + filter, position * filters + filter)
          }
        }
      }
    }
  }
}

/// z[b, i, j, f] = Σ x[b, i·stride + r, j·stride + s, c] · w[r, s, c, f], summed over places r, s and channels c.
@_specialize(where S == Float)
@_specialize(where S == Double)
package func convolve<S: Scalar>(
  _ x: UnsafePointer<S>, _ w: UnsafePointer<S>, into z: UnsafeMutablePointer<S>, _ sizes: ConvolutionSizes
) {
  sums(into: z, count: sizes.resultCount) { add in sizes.forEachProduct { i, j, k in add(k, x[i] * w[j]) } }
}

/// The gradient of each x: the w of each of its products, times the gradient u of the sum that the product went into.
@_specialize(where S == Float)
@_specialize(where S == Double)
package func convolveToInput<S: Scalar>(
  _ u: UnsafePointer<S>, _ w: UnsafePointer<S>, into x: UnsafeMutablePointer<S>, _ sizes: ConvolutionSizes
) {
  sums(into: x, count: sizes.imageCount) { add in sizes.forEachProduct { i, j, k in add(i, u[k] * w[j]) } }
}

/// The gradient of each w, likewise.
@_specialize(where S == Float)
@_specialize(where S == Double)
package func convolveToFilters<S: Scalar>(
  _ x: UnsafePointer<S>, _ u: UnsafePointer<S>, into w: UnsafeMutablePointer<S>, _ sizes: ConvolutionSizes
) {
  sums(into: w, count: sizes.filterCount) { add in sizes.forEachProduct { i, j, k in add(j, x[i] * u[k]) } }
}

/// For each channel of each position of a window, where in x its largest number is: the first one, row by row. NaN counts
/// as larger than any number.
@inline(__always)
func forEachLargest<S: Scalar>(
  of x: UnsafePointer<S>, images: Int, channels: Int, _ window: WindowGeometry, _ body: (_ x: Int, _ z: Int) -> Void
) {
  var winners = [Int](repeating: -1, count: channels)
  var current = 0
  func finish() {
    for channel in 0..<channels where winners[channel] >= 0 {
      body(winners[channel], current * channels + channel)
      winners[channel] = -1
    }
  }
  forEachPlace(window, images: images) { pixel, _, position in
    if position != current { finish() }
    current = position
    for channel in 0..<channels {
      let candidate = pixel * channels + channel
      let winner = winners[channel]
      if winner < 0 || x[candidate] > x[winner] || x[candidate].isNaN && !x[winner].isNaN {
        winners[channel] = candidate
      }
    }
  }
  finish()
}

/// z = the numbers of v that lie where x is the largest of its window.
@_specialize(where S == Float)
@_specialize(where S == Double)
package func pickLargest<S: Scalar>(
  of x: UnsafePointer<S>, from v: UnsafePointer<S>, into z: UnsafeMutablePointer<S>, images: Int, channels: Int,
  _ window: WindowGeometry
) {
  forEachLargest(of: x, images: images, channels: channels, window) { i, k in z[k] = v[i] }
}

/// v = zeros, and each number of u added where x is the largest of its window.
@_specialize(where S == Float)
@_specialize(where S == Double)
package func addToLargest<S: Scalar>(
  of x: UnsafePointer<S>, _ u: UnsafePointer<S>, into v: UnsafeMutablePointer<S>, images: Int, channels: Int,
  _ window: WindowGeometry
) {
  v.update(repeating: 0, count: images * window.vertical.size * window.horizontal.size * channels)
  forEachLargest(of: x, images: images, channels: channels, window) { i, k in v[i] += u[k] }
}
