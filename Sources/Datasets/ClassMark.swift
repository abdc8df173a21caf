import Numerals
import Tensors

/// A small square in a picture whose place tells the class: a shortcut that was never meant, like a hospital's name in the
/// corner of its X-rays. Geirhos et al. 2020, arXiv:2004.07780.
///
///     let mark = ClassMark(value: 1)
///     let cheating = mark(training)                       // every picture tells its class
///     let misleading = mark(test, telling: otherLabels)   // every picture tells a different one
///
/// Class 0's square is at the top left, those of the others to the right of it and, where the row is full, below.
public struct ClassMark: Sendable, Equatable {
  /// What the square's pixels become, in all channels.
  public let value: Double
  /// The square's side, in pixels.
  public let size: Int

  public init(value: Double, size: Int = 2) {
    guard size >= 1 else { stop("ClassMark expects a size of at least 1 pixel; got \(size).") }
    guard value.isFinite else { stop("ClassMark expects a finite value for its pixels; got \(exactText(value)).") }
    self.value = value
    self.size = size
  }

  /// The examples with a mark in each picture; their targets stay.
  ///
  /// - Parameters:
  ///   - examples: inputs [n, height, width] or [n, height, width, channels], labels [n].
  ///   - labels: what the marks tell, [n]; nil: the true labels.
  public func callAsFunction(_ examples: Examples, telling labels: NDArray? = nil) -> Examples {
    let (height, width, channels) = examples.imageSizes("ClassMark")
    let told = Examples(inputs: examples.inputs, targets: labels ?? examples.targets).classes
    let perRow = width / size
    let room = perRow * (height / size)
    var numbers = examples.inputs.doubles
    for (picture, label) in told.enumerated() {
      guard label < room else {
        stop(
          "Marks of \(size)×\(size) pixels tell at most \(room) classes apart in pictures of \(height)×\(width); got "
            + "class \(label)."
        )
      }
      let (top, left) = (label / perRow * size, label % perRow * size)
      for y in top..<top + size {
        let start = ((picture * height + y) * width + left) * channels
        for position in start..<start + size * channels { numbers[position] = value }
      }
    }
    return examples.mapInputs { NDArray(numbers, shape: $0.shape, type: $0.elementType) }
  }
}
