import Glibc
import Tensors

// Moves: what comes in from outside the image is 0.
extension Augmentation {
  /// Whole pixels, up to `pixels` in every direction.
  public static func shift(pixels: Int) -> Augmentation {
    guard pixels >= 0 else { stop("shift expects 0 or more pixels; got \(pixels).") }
    return Augmentation(
      "shift", "pixels: \(pixels)", .images,
      .move { _, _, random in
        let down = Double(random.integer(below: 2 * pixels + 1) - pixels)
        let right = Double(random.integer(below: 2 * pixels + 1) - pixels)
        return ImageMove { ($0.y - down, $0.x - right) }
      })
  }

  /// About the middle, by up to `degrees` either way.
  public static func rotation(degrees: Double) -> Augmentation {
    guard degrees >= 0, degrees.isFinite else { stop("rotation expects 0 or more degrees; got \(degrees).") }
    return Augmentation(
      "rotation", "degrees: \(degrees)", .images,
      .move { height, width, random in
        let angle = random.uniform(in: -1..<1) * degrees * Double.pi / 180
        return .linear(height, width, (cos(angle), -sin(angle)), (sin(angle), cos(angle)))
      })
  }

  /// About the middle, larger or smaller by up to `part`: 0.1 is a factor from 0.9 to 1.1.
  public static func scaling(by part: Double) -> Augmentation {
    guard part >= 0, part < 1 else { stop("scaling(by:) expects a part of at least 0 and less than 1; got \(part).") }
    return Augmentation(
      "scaling", "by: \(part)", .images,
      .move { height, width, random in
        let factor = 1 + random.uniform(in: -1..<1) * part
        return .linear(height, width, (1 / factor, 0), (0, 1 / factor))
      })
  }

  /// Left and right exchanged, of some images.
  public static func flip(probability: Double = 0.5) -> Augmentation {
    check("flip", probability)
    return Augmentation(
      "flip", "probability: \(probability)", .images,
      .move { _, width, random in
        random.uniform() < probability ? ImageMove { ($0.y, Double(width - 1) - $0.x) } : ImageMove { $0 }
      })
  }

  /// As if drawn on rubber: each pixel is displaced, its neighbours nearly alike. Both coordinates of the displacements
  /// are drawn uniformly from −1 to 1, blurred by a Gaussian and multiplied. Simard, Steinkraus & Platt 2003,
  /// "Best practices for convolutional neural networks applied to visual document analysis".
  ///
  /// - Parameters:
  ///   - strength: α, the factor, in pixels.
  ///   - smoothness: σ, the standard deviation of the Gaussian, in pixels.
  public static func elastic(strength: Double, smoothness: Double) -> Augmentation {
    guard strength >= 0, strength.isFinite, smoothness > 0, smoothness <= 100 else {
      stop(
        "elastic expects a strength of 0 or more and a smoothness above 0 and at most 100; got \(strength) and "
          + "\(smoothness)."
      )
    }
    return Augmentation(
      "elastic", "strength: \(strength), smoothness: \(smoothness)", .images,
      .move { height, width, random in
        let down = ImageField(height, width, strength, smoothness, &random)
        let right = ImageField(height, width, strength, smoothness, &random)
        return ImageMove { ($0.y + down[$0], $0.x + right[$0]) }
      })
  }

  /// A square of each image becomes 0; at the border a part of it. DeVries & Taylor 2017, arXiv:1708.04552.
  ///
  /// - Parameter size: the square's side, in pixels.
  public static func cutout(size: Int) -> Augmentation {
    guard size >= 0 else { stop("cutout expects a size of 0 or more pixels; got \(size).") }
    return Augmentation(
      "cutout", "size: \(size)", .images,
      .change { batch, random in batch.mapInputs { cutOut(size, of: $0, &random) } })
  }

  private static func cutOut(_ size: Int, of images: NDArray, _ random: inout RandomSource) -> NDArray {
    guard [3, 4].contains(images.shape.rank) else {
      stop(shapes: "cutout expects images [n, height, width] or [n, height, width, channels]; got \(images.shape).")
    }
    let (height, width) = (images.shape[1], images.shape[2])
    let channels = images.shape.rank == 4 ? images.shape[3] : 1
    var values = images.doubles
    for image in 0..<images.rowCount {
      let top = random.integer(below: height) - size / 2
      let left = random.integer(below: width) - size / 2
      for y in Swift.max(top, 0)..<Swift.max(Swift.min(top + size, height), Swift.max(top, 0)) {
        for x in Swift.max(left, 0)..<Swift.max(Swift.min(left + size, width), Swift.max(left, 0)) {
          let pixel = ((image * height + y) * width + x) * channels
          for channel in 0..<channels { values[pixel + channel] = 0 }
        }
      }
    }
    return NDArray(values, shape: images.shape, type: images.elementType)
  }

  static func check(_ what: String, _ probability: Double) {
    guard (0...1).contains(probability) else {
      stop("\(what) expects a probability from 0 to 1; got \(probability).")
    }
  }
}

extension ImageMove {
  /// A matrix about the middle of the image: its first row makes y, its second x.
  fileprivate static func linear(
    _ height: Int, _ width: Int, _ first: (Double, Double), _ second: (Double, Double)
  ) -> ImageMove {
    let (middleY, middleX) = (Double(height - 1) / 2, Double(width - 1) / 2)
    return ImageMove { place in
      let (y, x) = (place.y - middleY, place.x - middleX)
      return (middleY + first.0 * y + first.1 * x, middleX + second.0 * y + second.1 * x)
    }
  }
}

/// A smooth random number for every place of an image.
private struct ImageField {
  private let height: Int
  private let width: Int
  private let values: [Double]

  init(_ height: Int, _ width: Int, _ strength: Double, _ smoothness: Double, _ random: inout RandomSource) {
    let noise = (0..<height * width).map { _ in random.uniform(in: -1..<1) * strength }
    let weights = Self.gaussian(smoothness)
    let across = Self.blurred(noise, lines: height, length: width, stride: (line: width, place: 1), weights)
    values = Self.blurred(across, lines: width, length: height, stride: (line: 1, place: width), weights)
    (self.height, self.width) = (height, width)
  }

  /// Between pixels the bilinear mean, outside what the border has.
  subscript(place: ImageMove.Place) -> Double {
    let y = Swift.min(Swift.max(place.y, 0), Double(height - 1))
    let x = Swift.min(Swift.max(place.x, 0), Double(width - 1))
    let (row, column) = (Int(y), Int(x))
    let (nextRow, nextColumn) = (Swift.min(row + 1, height - 1), Swift.min(column + 1, width - 1))
    let (down, right) = (y - Double(row), x - Double(column))
    let above = values[row * width + column] * (1 - right) + values[row * width + nextColumn] * right
    let below = values[nextRow * width + column] * (1 - right) + values[nextRow * width + nextColumn] * right
    return above * (1 - down) + below * down
  }

  /// Out to three standard deviations, with sum 1.
  private static func gaussian(_ deviation: Double) -> [Double] {
    let radius = Int((3 * deviation).rounded(.up))
    let weights = (-radius...radius).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// Along one axis; beyond the border there is nothing.
  private static func blurred(
    _ values: [Double], lines: Int, length: Int, stride: (line: Int, place: Int), _ weights: [Double]
  ) -> [Double] {
    let radius = weights.count / 2
    var result = values
    for line in 0..<lines {
      for place in 0..<length {
        var sum = 0.0
        for near in Swift.max(place - radius, 0)...Swift.min(place + radius, length - 1) {
          sum += weights[near - place + radius] * values[line * stride.line + near * stride.place]
        }
        result[line * stride.line + place * stride.place] = sum
      }
    }
    return result
  }
}
