import Tensors

/// A random change of a batch that leaves its meaning: what it changes a network should learn to ignore.
///
///     let augmentation = Augmentation.shift(pixels: 2).then(.rotation(degrees: 10))
///     let batches = Batches(training, size: 32, seed: 1, augmentation: augmentation)
///
/// A value without state: seed and step decide every random draw, so any batch of a training can be made again. Moves of
/// an image that follow each other are joined, and the image is resampled once.
///
/// One of your own:
///
///     let brighter = Augmentation("brighter") { batch, random in
///       let amount = random.uniform(in: 0..<0.2)
///       return batch.mapInputs { NDArray($0.doubles.map { $0 + amount }, shape: $0.shape, type: $0.elementType) }
///     }
///
/// To add one to the library: a `static func` that returns its steps, listed in `all`; the tests check it.
public struct Augmentation: Sendable, CustomStringConvertible {
  /// What it can change.
  public enum Subject: String, Sendable, CaseIterable {
    /// Any numbers.
    case numbers
    /// Images [n, height, width] or [n, height, width, channels].
    case images
    /// Token numbers [n, length], where 0 is padding.
    case tokens
  }

  /// "rotation"
  public let name: String
  /// "rotation(degrees: 10.0)"
  public let description: String
  public let subject: Subject
  let steps: [Step]

  enum Step: Sendable {
    /// Draws a move for one image.
    case move(@Sendable (_ height: Int, _ width: Int, inout RandomSource) -> ImageMove)
    case change(@Sendable (Examples, inout RandomSource) -> Examples)
  }

  init(_ name: String, _ parameters: String, _ subject: Subject, _ step: Step) {
    self.init(name, "\(name)(\(parameters))", subject, [step])
  }

  /// A change of one's own.
  ///
  /// - Parameters:
  ///   - subject: what it can change; of another kind it may not follow or be followed by.
  ///   - change: from a batch to one of the same shapes. Whatever it draws, it draws from the source it is given, so that a batch
  ///     can be made again.
  public init(
    _ name: String, of subject: Subject = .numbers,
    _ change: @escaping @Sendable (_ batch: Examples, _ random: inout RandomSource) -> Examples
  ) {
    self.init(
      name, name, subject,
      [
        .change { batch, random in
          let result = change(batch, &random)
          guard result.inputs.shape == batch.inputs.shape, result.targets.shape == batch.targets.shape else {
            stop(
              shapes:
                "\(name) expects to leave the shapes of a batch, inputs \(batch.inputs.shape) and targets \(batch.targets.shape); got "
                + "\(result.inputs.shape) and \(result.targets.shape).")
          }
          return result
        }
      ])
  }

  private init(_ name: String, _ description: String, _ subject: Subject, _ steps: [Step]) {
    self.name = name
    self.description = description
    self.subject = subject
    self.steps = steps
  }

  /// One of each kind.
  public static let all: [Augmentation] = [
    .shift(pixels: 2), .rotation(degrees: 15), .scaling(by: 0.15), .flip(), .elastic(strength: 20, smoothness: 4),
    .cutout(size: 3), .noise(0.1), .mixup(alpha: 0.4), .wordDropout(probability: 0.2), .wordSwap(probability: 0.2),
  ]

  /// First this one, then another.
  public func then(_ next: Augmentation) -> Augmentation {
    guard subject == next.subject || subject == .numbers || next.subject == .numbers else {
      stop(
        "\(next.name) changes \(next.subject.rawValue), and cannot follow \(name), which changes \(subject.rawValue).")
    }
    return Augmentation(
      "\(name) then \(next.name)", "\(description) then \(next.description)",
      subject == .numbers ? next.subject : subject, steps + next.steps)
  }

  /// The batch of a training step, changed: the same shapes.
  ///
  /// Targets [n, height, width] of images are masks: they move along, each pixel to the nearest place.
  public func callAsFunction(_ batch: Examples, seed: UInt64, step: Int) -> Examples {
    // Streams from 0 up are the epochs' orders.
    var random = RandomSource(seed: seed, stream: -1 - step)
    var (result, moves): (Examples, [ImageMove.Maker]) = (batch, [])
    for step in steps {
      switch step {
      case .move(let make): moves.append(make)
      case .change(let change):
        result = moved(result, moves, &random)
        moves = []
        result = change(result, &random)
      }
    }
    return moved(result, moves, &random)
  }

  private func moved(_ batch: Examples, _ makers: [ImageMove.Maker], _ random: inout RandomSource) -> Examples {
    guard !makers.isEmpty else { return batch }
    var inputs = ImageBatch(batch.inputs, for: name)
    var masks = batch.targets.shape.rank >= 3 ? ImageBatch(batch.targets, for: name) : nil
    if let masks, (masks.height, masks.width) != (inputs.height, inputs.width) {
      stop(
        shapes: "\(name) expects masks as large as the images; got \(batch.inputs.shape) and \(batch.targets.shape)."
      )
    }
    for image in 0..<batch.count {
      let moves = makers.map { $0(inputs.height, inputs.width, &random) }
      inputs.move(image, moves, .bilinear)
      masks?.move(image, moves, .nearest)
    }
    return Examples(inputs: inputs.array, targets: masks?.array ?? batch.targets)
  }
}
