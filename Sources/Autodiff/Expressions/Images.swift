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
      shapes: "convolution expects images [n, height, width, c] and filters [window height, window width, c, f]; "
        + "got \(x.shapeText) and \(filters.shapeText).")
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
///   - roundsUp: is there a last position for pixels that do not fill a window? Otherwise they are left out.
/// - Returns: [n, rows, columns, c].
public func maxPool(
  _ x: Tensor, window: (Int, Int), strides: (Int, Int)? = nil, padding: Padding = .valid, roundsUp: Bool = false
) -> Tensor {
  guard x.rank == 4 else { stop(shapes: "maxPool expects images [n, height, width, c]; got \(x.shapeText).") }
  let geometry = WindowGeometry(
    image: (x.shape[1], x.shape[2]), window: window, strides: strides ?? window, padding: padding)
  return Primitive.maxPool(x, attributes: .window(roundsUp ? geometry.roundedUp : geometry))
}

/// The transpose of a convolution: each pixel spreads, weighted by the filters, over the places that a convolution would
/// have gathered it from; with strides, images grow. Zeiler et al. 2010, doi:10.1109/CVPR.2010.5539957. It is a
/// convolution's gradient with respect to its images: see `Primitive.convolutionInputGradient`.
///
/// - Parameters:
///   - x: [n, rows, columns, f].
///   - filters: [window height, window width, c / groups, f].
///   - strides: how far apart neighbouring pixels are spread, (down, to the right).
///   - padding: what is cut off at the sides; `same` gives exactly rows · stride.
///   - dilations: how far apart the places lie that one pixel spreads over.
///   - extra: more rows at the bottom and columns at the right, each fewer than the stride: of the sizes that a convolution
///     maps to the same one, which. None with `same`.
/// - Returns: [n, height, width, c], where height = (rows − 1) · stride + dilation · (window height − 1) + 1 + extra −
///   padding above and below.
public func transposedConvolution(
  _ x: Tensor, _ filters: Tensor, strides: (Int, Int) = (1, 1), padding: Padding = .valid,
  dilations: (Int, Int) = (1, 1), extra: (Int, Int) = (0, 0), groups: Int = 1
) -> Tensor {
  guard x.rank == 4, filters.rank == 4 else {
    stop(
      shapes:
        "transposedConvolution expects images [n, rows, columns, f] and filters [window height, window width, c, f]; "
        + "got \(x.shapeText) and \(filters.shapeText).")
  }
  guard (0..<max(strides.0, 1)).contains(extra.0), (0..<max(strides.1, 1)).contains(extra.1),
    padding != .same || extra == (0, 0)
  else {
    stop(
      "transposedConvolution expects extra rows and columns from 0 to below the strides \(strides), and none with padding "
        + "`same`; got \(extra).")
  }
  // The padding is that of any image under these windows; only that of `same` depends on the size.
  let around = WindowGeometry(
    image: (1, 1), window: (filters.shape[0], filters.shape[1]), strides: strides, padding: padding,
    dilations: dilations)
  func size(_ positions: Int, _ axis: WindowAxis, _ extra: Int) -> Int {
    padding == .same
      ? positions * axis.stride
      : (positions - 1) * axis.stride + axis.extent + extra - axis.paddingBefore - axis.paddingAfter
  }
  let image = (size(x.shape[1], around.vertical, extra.0), size(x.shape[2], around.horizontal, extra.1))
  guard image.0 > 0, image.1 > 0 else {
    stop(
      "transposedConvolution expects padding that leaves an image; got \(padding) of \(x.shapeText), which leaves none."
    )
  }
  let window = WindowGeometry(
    image: image, window: (filters.shape[0], filters.shape[1]), strides: strides, padding: padding,
    dilations: dilations)
  return Primitive.convolutionInputGradient(
    x, filters, attributes: .convolution(ConvolutionGeometry(window, groups: groups)))
}

/// The mean under each position of a window, channel by channel. LeCun et al. 1998, doi:10.1109/5.726791. It is a
/// convolution of each channel with equal weights.
///
/// - Parameters:
///   - x: [n, height, width, c].
///   - window: its (height, width).
///   - strides: how far the window moves, (down, to the right); its own size unless told otherwise.
///   - roundsUp: is there a last position for pixels that do not fill a window? Otherwise they are left out.
///   - countsPadding: is padding counted, as zeros? What lies beyond it at a last position that is rounded up to never is.
/// - Returns: [n, rows, columns, c].
public func averagePool(
  _ x: Tensor, window: (Int, Int), strides: (Int, Int)? = nil, padding: Padding = .valid, roundsUp: Bool = false,
  countsPadding: Bool = false
) -> Tensor {
  guard x.rank == 4 else { stop(shapes: "averagePool expects images [n, height, width, c]; got \(x.shapeText).") }
  let channels = x.shape[3]
  let whole = WindowGeometry(
    image: (x.shape[1], x.shape[2]), window: window, strides: strides ?? window, padding: padding)
  let geometry = roundsUp ? whole.roundedUp : whole
  let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
  guard geometry.isValid, vertical.alwaysCovers, horizontal.alwaysCovers, channels > 0 else {
    stop("averagePool expects a window of size 1 or more and padding smaller than it; got \(geometry).")
  }
  let tall = vertical.counts(paddingAfter: countsPadding ? whole.vertical.paddingAfter : nil)
  let wide = horizontal.counts(paddingAfter: countsPadding ? whole.horizontal.paddingAfter : nil)
  let isWhole = tall.allSatisfy { $0 == window.0 } && wide.allSatisfy { $0 == window.1 }
  let weight = isWhole ? 1 / Double(window.0 * window.1) : 1
  let filters = NDArray(repeating: weight, shape: [window.0, window.1, 1, channels], type: x.elementType)
  let sums = Primitive.convolution(
    x, Tensor(filters, name: "equal weights"), attributes: .convolution(ConvolutionGeometry(geometry, groups: channels))
  )
  if isWhole { return sums }
  let shares = tall.flatMap { tall in wide.map { 1 / Double(tall * $0) } }
  return sums * Tensor(NDArray(shares, shape: [tall.count, wide.count, 1], type: x.elementType), name: "1 / count")
}

extension WindowAxis {
  /// How many pixels a mean counts at each position.
  /// - Parameter paddingAfter: nil where padding does not count.
  fileprivate func counts(paddingAfter: Int?) -> [Int] {
    (0..<positions).map { position in
      guard let paddingAfter else { return pixels(at: position).count }
      return Swift.min(window, size + paddingBefore + paddingAfter - position * stride)
    }
  }
}

/// Each pixel repeated: larger images of the same content. It is a transposed convolution of each channel with ones: forward
/// and back, that takes a sixth of the time of repeating axes and summing over them ([64, 16, 16, 32] by 2: 14.3 → 2.3 ms).
///
/// - Parameters:
///   - x: [n, height, width, c].
///   - factors: how often, (down, to the right).
/// - Returns: [n, height · factor, width · factor, c].
public func repeated(_ x: Tensor, by factors: (Int, Int)) -> Tensor {
  guard x.rank == 4, x.shape.sizes.dropFirst().allSatisfy({ $0 > 0 }), factors.0 > 0, factors.1 > 0 else {
    stop(
      shapes:
        "repeated expects images [n, height, width, c] and factors of 1 or more; got \(x.shapeText) and \(factors).")
  }
  let (height, width, channels) = (x.shape[1], x.shape[2], x.shape[3])
  let window = WindowGeometry(
    image: (height * factors.0, width * factors.1), window: factors, strides: factors)
  let ones = NDArray(repeating: 1, shape: [factors.0, factors.1, 1, channels], type: x.elementType)
  return Primitive.convolutionInputGradient(
    x, Tensor(ones, name: "ones"), attributes: .convolution(ConvolutionGeometry(window, groups: channels)))
}

// MARK: - One number for both directions

/// Filters moved over images, with the same stride and dilation in both directions.
@_disfavoredOverload
public func convolution(
  _ x: Tensor, _ filters: Tensor, stride: Int = 1, padding: Padding = .valid, dilation: Int = 1, groups: Int = 1
) -> Tensor {
  convolution(
    x, filters, strides: (stride, stride), padding: padding, dilations: (dilation, dilation), groups: groups)
}

/// The largest number under each position of a square window.
public func maxPool(
  _ x: Tensor, window: Int, stride: Int? = nil, padding: Padding = .valid, roundsUp: Bool = false
) -> Tensor {
  maxPool(x, window: (window, window), strides: stride.map { ($0, $0) }, padding: padding, roundsUp: roundsUp)
}

/// The mean under each position of a square window.
public func averagePool(
  _ x: Tensor, window: Int, stride: Int? = nil, padding: Padding = .valid, roundsUp: Bool = false,
  countsPadding: Bool = false
) -> Tensor {
  averagePool(
    x, window: (window, window), strides: stride.map { ($0, $0) }, padding: padding, roundsUp: roundsUp,
    countsPadding: countsPadding)
}

/// The transpose of a convolution, with the same stride in both directions.
@_disfavoredOverload
public func transposedConvolution(
  _ x: Tensor, _ filters: Tensor, stride: Int = 1, padding: Padding = .valid
) -> Tensor {
  transposedConvolution(x, filters, strides: (stride, stride), padding: padding)
}

/// Each pixel repeated as often in both directions.
public func repeated(_ x: Tensor, by factor: Int) -> Tensor { repeated(x, by: (factor, factor)) }
