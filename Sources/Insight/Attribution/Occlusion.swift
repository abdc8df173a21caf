import Tensors

/// What the class's score loses when a patch of the picture is covered: s(x) − s(x with the patch), of a pixel the mean over
/// all patches that cover it. Zeiler & Fergus 2014, arXiv:1311.2901, section 4.2.
///
/// It asks the model and needs no gradient. A covered patch is a change that the model may never have seen.
public struct Occlusion: Attribution {
  public static let name = "occlusion"
  public static let formula = "m = mean of s(x) − s(x with a patch covered), over the patches on the pixel"
  public static let source = "Zeiler & Fergus 2014, arXiv:1311.2901"
  public static let explanation = """
    Covers one patch after another and looks at how much the score falls. It needs no gradient, only answers, one for each \
    patch; the covered picture may be one that the model has never seen the like of.
    """

  /// (height, width) of the patch.
  public let window: (Int, Int)
  /// How far the patch moves: (down, to the right); the last one lies at the edge.
  public let strides: (Int, Int)
  /// The number that covers; all channels alike.
  public let fill: Double

  public init(window: (Int, Int) = (3, 3), strides: (Int, Int) = (1, 1), fill: Double = 0) {
    guard window.0 >= 1, window.1 >= 1 else {
      stop("Occlusion expects a window of at least 1×1; got \(window.0)×\(window.1).")
    }
    guard strides.0 >= 1, strides.1 >= 1, strides.0 <= window.0, strides.1 <= window.1 else {
      stop(
        "Occlusion expects strides from 1 to the size of the window, \(window.0)×\(window.1), so that every pixel is "
          + "covered; got \(strides.0)×\(strides.1).")
    }
    self.window = window
    self.strides = strides
    self.fill = fill
  }

  /// With a square patch, which moves as far down as to the right.
  public init(window: Int, stride: Int = 1, fill: Double = 0) {
    self.init(window: (window, window), strides: (stride, stride), fill: fill)
  }

  public var description: String { "\(Self.name), \(window.0)×\(window.1)" }

  public func maps(_ question: AttributionQuestion) -> AttributionMaps {
    let (inputs, count) = (question.inputs, question.inputs.rowCount)
    let shape = PictureShape(inputs.shape, asker: "Occlusion")
    guard window.0 <= shape.rows, window.1 <= shape.columns else {
      stop(
        "Occlusion expects a window that fits into pictures of \(shape.rows)×\(shape.columns); got "
          + "\(window.0)×\(window.1).")
    }
    let patches = patches(on: shape)
    let ask = question.scoring()
    let (numbers, size) = (inputs.doubles, inputs.count / count)
    let scores = ask(inputs, question.labels)[0].doubles
    var values: [Double] = []
    for i in 0..<count {
      let picture = Array(numbers[i * size..<(i + 1) * size])
      let covered = patches.flatMap { covering($0, picture, shape) }
      let answers = ask(
        NDArray(covered, shape: Shape([patches.count] + inputs.shape.sizes.dropFirst()), type: inputs.elementType),
        [Int](repeating: question.labels[i], count: patches.count))[0].doubles
      values += means(of: answers.map { scores[i] - $0 }, patches, shape)
    }
    return AttributionMaps(
      self, question,
      values: NDArray(values, shape: [count, shape.rows, shape.columns], type: inputs.elementType), scores: scores)
  }

  private typealias Patch = (rows: Range<Int>, columns: Range<Int>)

  private func patches(on shape: PictureShape) -> [Patch] {
    func ranges(_ size: Int, _ window: Int, _ stride: Int) -> [Range<Int>] {
      let last = size - window
      let starts = Array(Swift.stride(from: 0, to: last, by: stride)) + [last]
      return starts.map { $0..<$0 + window }
    }
    return ranges(shape.rows, window.0, strides.0).flatMap { rows in
      ranges(shape.columns, window.1, strides.1).map { (rows, $0) }
    }
  }

  private func covering(_ patch: Patch, _ picture: [Double], _ shape: PictureShape) -> [Double] {
    var covered = picture
    for row in patch.rows {
      let start = (row * shape.columns + patch.columns.lowerBound) * shape.channels
      for place in start..<start + patch.columns.count * shape.channels { covered[place] = fill }
    }
    return covered
  }

  private func means(of losses: [Double], _ patches: [Patch], _ shape: PictureShape) -> [Double] {
    var (sums, counts) = (
      [Double](repeating: 0, count: shape.rows * shape.columns),
      [Double](repeating: 0, count: shape.rows * shape.columns)
    )
    for (patch, loss) in zip(patches, losses) {
      for row in patch.rows {
        for column in patch.columns {
          sums[row * shape.columns + column] += loss
          counts[row * shape.columns + column] += 1
        }
      }
    }
    return zip(sums, counts).map { $0 / $1 }
  }
}
