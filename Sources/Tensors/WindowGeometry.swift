// Windows that move over images: which pixel lies under which place of the window.

/// A window moving along one axis of an image.
///
///     size 5, window 3, stride 2, padding 1 before and after
///
///     pixels        ·  0  1  2  3  4  ·
///     position 0   [0  1  2]               place 0 lies on the padding
///     position 1         [0  1  2]
///     position 2               [0  1  2]
public struct WindowAxis: Hashable, Codable, Sendable {
  /// How many pixels the image has along this axis.
  public let size: Int
  /// How many places the window has.
  public let window: Int
  /// How many pixels the window moves from one position to the next.
  public let stride: Int
  public let paddingBefore: Int
  public let paddingAfter: Int
  /// How many pixels apart neighbouring places of the window lie; 1: side by side.
  public let dilation: Int

  public init(
    size: Int, window: Int, stride: Int = 1, paddingBefore: Int = 0, paddingAfter: Int = 0, dilation: Int = 1
  ) {
    self.size = size
    self.window = window
    self.stride = stride
    self.paddingBefore = paddingBefore
    self.paddingAfter = paddingAfter
    self.dilation = dilation
  }

  /// How many pixels the window spans.
  public var extent: Int { dilation * (window - 1) + 1 }

  /// How many positions the window takes; 0 when it is longer than the padded image.
  public var positions: Int { room < 0 ? 0 : room / stride + 1 }

  /// How far the window can move over the padded image.
  private var room: Int { size + paddingBefore + paddingAfter - extent }

  /// The same with a last position that the window only partly fills: pixels that would be left out are seen as well. The
  /// window still begins on a pixel, or on the padding before. PyTorch calls it `ceil_mode`.
  package var roundedUp: WindowAxis {
    guard stride > 0, room > -stride else { return self }
    let last = (room + stride - 1) / stride
    let begins = last * stride < size + paddingBefore ? last : last - 1
    let more = begins * stride - room
    guard more > 0 else { return self }
    return WindowAxis(
      size: size, window: window, stride: stride, paddingBefore: paddingBefore, paddingAfter: paddingAfter + more,
      dilation: dilation)
  }

  /// The pixel under a place of the window at a position; nil on the padding.
  @inlinable public func pixel(under place: Int, at position: Int) -> Int? {
    let pixel = position * stride - paddingBefore + place * dilation
    return pixel >= 0 && pixel < size ? pixel : nil
  }

  /// What lies under the window at a position.
  package func pixels(at position: Int) -> [WindowPlace] {
    (0..<window).compactMap { place in
      pixel(under: place, at: position).map { WindowPlace(pixel: $0, place: place, position: position) }
    }
  }

  /// The positions at which the window lies over a pixel.
  package func positions(over wanted: Int) -> [WindowPlace] {
    (0..<positions).flatMap { pixels(at: $0) }.filter { $0.pixel == wanted }
  }

  /// What one place of the window lies over, position by position.
  package func positions(of wanted: Int) -> [WindowPlace] {
    (0..<positions).flatMap { pixels(at: $0) }.filter { $0.place == wanted }
  }

  /// Numbers with a meaning, and small enough to calculate with.
  package var isValid: Bool {
    let limits = 0...(1 << 24)
    return [size, paddingBefore, paddingAfter].allSatisfy(limits.contains)
      && [window, stride, dilation].allSatisfy { $0 > 0 && limits.contains($0) }
  }

  /// Is there a pixel under the window at every position, whatever the image's size?
  package var alwaysCovers: Bool { dilation == 1 && paddingBefore < window && paddingAfter < window }
}

/// A pixel under a place of a window at a position.
package struct WindowPlace: Sendable {
  package let pixel: Int
  package let place: Int
  package let position: Int
}

/// A window moving over the pixels of an image, row by row.
public struct WindowGeometry: Hashable, Codable, Sendable, CustomStringConvertible {
  public let vertical: WindowAxis
  public let horizontal: WindowAxis

  public init(vertical: WindowAxis, horizontal: WindowAxis) {
    self.vertical = vertical
    self.horizontal = horizontal
  }

  package var isValid: Bool { vertical.isValid && horizontal.isValid }
  package var roundedUp: WindowGeometry {
    WindowGeometry(vertical: vertical.roundedUp, horizontal: horizontal.roundedUp)
  }

  /// "3×3 on 8×8, stride 2×2, padding 1"; what is usual is left out. Four paddings are top, left, bottom, right.
  public var description: String {
    func pair(_ field: KeyPath<WindowAxis, Int>) -> String {
      "\(vertical[keyPath: field])×\(horizontal[keyPath: field])"
    }
    var text = "\(pair(\.window)) on \(pair(\.size))"
    if pair(\.stride) != "1×1" { text += ", stride " + pair(\.stride) }
    let padding = [vertical.paddingBefore, horizontal.paddingBefore, vertical.paddingAfter, horizontal.paddingAfter]
    if padding != [0, 0, 0, 0] {
      text += ", padding " + (Set(padding).count == 1 ? "\(padding[0])" : "\(padding)")
    }
    if pair(\.dilation) != "1×1" { text += ", dilation " + pair(\.dilation) }
    return text
  }
}

/// A convolution's window, and the groups that channels and filters are split into: filter k of group g sees the
/// channels of group g only. One group is the usual convolution; as many as channels, a depthwise one.
public struct ConvolutionGeometry: Hashable, Codable, Sendable, CustomStringConvertible {
  public let window: WindowGeometry
  public let groups: Int

  public init(_ window: WindowGeometry, groups: Int = 1) {
    self.window = window
    self.groups = groups
  }

  package var isValid: Bool { window.isValid && (1...(1 << 24)).contains(groups) }

  public var vertical: WindowAxis { window.vertical }
  public var horizontal: WindowAxis { window.horizontal }

  public var description: String { window.description + (groups == 1 ? "" : ", \(groups) groups") }
}

/// What surrounds an image before a window moves over it.
public enum Padding: Hashable, Codable, Sendable {
  /// Nothing: the window stays inside.
  case valid
  /// Zeros so that stride 1 keeps the image's size, and stride s divides it by s, rounded up. Where the sides cannot be
  /// equal, there is one more at the bottom and at the right: TensorFlow's convention.
  case same
  /// As many zeros at both sides, whatever the stride: half of what the window spans, so that stride 1 keeps the image's size
  /// if the window's is odd. PyTorch's convention: a stride of 2 then sees other pixels than with `same`.
  case symmetric
  /// That many pixels at each side.
  case pixels(top: Int, left: Int, bottom: Int, right: Int)

  /// That many pixels at every side.
  public static func all(_ count: Int) -> Padding { .pixels(top: count, left: count, bottom: count, right: count) }
}

extension Padding: ExpressibleByIntegerLiteral {
  /// `padding: 1` is `padding: .all(1)`.
  public init(integerLiteral count: Int) { self = .all(count) }
}

extension WindowGeometry {
  /// A window over images of a size, each pair being (vertical, horizontal).
  /// - Precondition: strides are above 0.
  public init(
    image: (Int, Int), window: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .valid,
    dilations: (Int, Int) = (1, 1)
  ) {
    func axis(_ size: Int, _ window: Int, _ stride: Int, _ dilation: Int, _ before: Int, _ after: Int) -> WindowAxis {
      guard stride > 0 else { stop("strides must be at least 1; got \(stride).") }
      var (before, after) = (before, after)
      if padding == .same {
        let missing = (size + stride - 1) / stride * stride - stride + dilation * (window - 1) + 1 - size
        before = max(missing, 0) / 2
        after = max(missing, 0) - before
      } else if padding == .symmetric {
        before = dilation * (window - 1) / 2
        after = before
      }
      return WindowAxis(
        size: size, window: window, stride: stride, paddingBefore: before, paddingAfter: after, dilation: dilation)
    }
    var sides = (top: 0, left: 0, bottom: 0, right: 0)
    if case .pixels(let top, let left, let bottom, let right) = padding { sides = (top, left, bottom, right) }
    vertical = axis(image.0, window.0, strides.0, dilations.0, sides.top, sides.bottom)
    horizontal = axis(image.1, window.1, strides.1, dilations.1, sides.left, sides.right)
  }
}
