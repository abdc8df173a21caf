import Foundation

extension Scene.Point {
  public var isFinite: Bool { x.isFinite && y.isFinite }
}

extension Scene.Rectangle {
  public var maxX: Double { x + width }
  public var maxY: Double { y + height }
  public var midX: Double { x + width / 2 }
  public var midY: Double { y + height / 2 }

  public func inset(by distance: Double) -> Scene.Rectangle {
    Scene.Rectangle(
      x: x + distance, y: y + distance, width: max(0, width - 2 * distance), height: max(0, height - 2 * distance))
  }

  public func contains(_ other: Scene.Rectangle, tolerance: Double = 0) -> Bool {
    other.x >= x - tolerance && other.y >= y - tolerance && other.maxX <= maxX + tolerance
      && other.maxY <= maxY + tolerance
  }
}

extension Scene.Anchor {
  /// How much of the text's width lies before the anchor point.
  var share: Double {
    switch self {
    case .start: 0
    case .middle: 0.5
    case .end: 1
    }
  }
}

extension Scene {
  /// The room a text element takes, rotated text as the box around it; nil for other elements.
  public static func bounds(ofText element: Element) -> Rectangle? {
    guard case .text(let text, let position, let font, _, let anchor, let rotation) = element else { return nil }
    let size = TextMeasure.size(of: text, in: font)
    let left = -anchor.share * size.width
    let corners = [
      Point(left, -size.ascent), Point(left + size.width, -size.ascent), Point(left, size.descent),
      Point(left + size.width, size.descent),
    ].map { $0.rotated(by: rotation) }
    let (xs, ys) = (corners.map(\.x), corners.map(\.y))
    let (x, y) = (xs.min()!, ys.min()!)
    return Rectangle(x: position.x + x, y: position.y + y, width: xs.max()! - x, height: ys.max()! - y)
  }

  /// Every element, those inside clips too, in drawing order.
  public var flattenedElements: [Element] {
    func flatten(_ elements: [Element]) -> [Element] {
      elements.flatMap { element -> [Element] in
        if case .clipped(_, let inner) = element { return flatten(inner) }
        return [element]
      }
    }
    return flatten(elements)
  }
}

extension Scene.Point {
  /// Counter-clockwise as seen, in degrees; y grows downwards. Quarter turns are exact.
  func rotated(by degrees: Double) -> Scene.Point {
    switch degrees {
    case 0: return self
    case 90: return Scene.Point(y, -x)
    case -90, 270: return Scene.Point(-y, x)
    default:
      let angle = degrees * .pi / 180
      let (sine, cosine) = (sin(angle), cos(angle))
      return Scene.Point(x * cosine + y * sine, -x * sine + y * cosine)
    }
  }
}
