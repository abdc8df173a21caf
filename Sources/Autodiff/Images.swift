import Tensors

// How cells write convolution and pooling of images [n, height, width, channels].

/// Filters moved over images: see `Primitive.convolution`.
///
/// - Parameters:
///   - x: [n, height, width, c].
///   - filters: [window height, window width, c / groups, f].
///   - strides: how far the window moves, (down, to the right).
///   - dilations: how far apart the pixels under the window lie.
/// - Returns: [n, rows, columns, f].
public func convolution(
  _ x: Tensor, _ filters: Tensor, strides: (Int, Int) = (1, 1), padding: Padding = .valid,
  dilations: (Int, Int) = (1, 1), groups: Int = 1
) -> Tensor {
  guard x.rank == 4, filters.rank == 4 else {
    stop(
      "convolution wants images [n, height, width, c] and filters [window height, window width, c, f], but "
        + "\(x.shapeText) and \(filters.shapeText) came.")
  }
  let window = WindowGeometry(
    image: (x.shape[1], x.shape[2]), window: (filters.shape[0], filters.shape[1]), strides: strides, padding: padding,
    dilations: dilations)
  return Primitive.convolution(x, filters, attributes: .convolution(ConvolutionGeometry(window, groups: groups)))
}

/// The largest number under each position of a window, channel by channel: see `Primitive.maxPool`.
///
/// - Parameters:
///   - x: [n, height, width, c].
///   - window: its (height, width).
///   - strides: how far the window moves, (down, to the right); its own size unless told otherwise.
/// - Returns: [n, rows, columns, c].
public func maxPool(
  _ x: Tensor, window: (Int, Int), strides: (Int, Int)? = nil, padding: Padding = .valid
) -> Tensor {
  guard x.rank == 4 else { stop("maxPool wants images [n, height, width, c], but \(x.shapeText) came.") }
  let geometry = WindowGeometry(
    image: (x.shape[1], x.shape[2]), window: window, strides: strides ?? window, padding: padding)
  return Primitive.maxPool(x, attributes: .window(geometry))
}
