import Autodiff
import Networks
import Tensors

/// Which places of a convolution's images speak for the class: the images A, each weighted by the mean of the score's gradient
/// with respect to it, added up, without what speaks against the class; enlarged to the picture. Selvaraju et al. 2017,
/// arXiv:1610.02391, equations 1 and 2.
///
///     αₖ = mean over positions of ∂s/∂Aₖ,   m = relu(Σ αₖ Aₖ)
///
/// A is what comes out of the layer, after its activation. Enlarging is bilinear between the middles of pixels.
public struct GradCAM: Attribution {
  public static let name = "Grad-CAM"
  public static let formula = "m = relu(Σ αₖ Aₖ), αₖ = mean of ∂s/∂Aₖ over the positions"
  public static let source = "Selvaraju et al. 2017, arXiv:1610.02391"
  public static let explanation = """
    Which places of a layer's images speak for the class: coarse, because such a layer has few positions, and without what \
    speaks against it. A layer near the end has seen more of the picture than one near the beginning.
    """

  /// The path of a layer that answers images [n, rows, columns, channels]: "convolution 2"; nil: the last convolution.
  public let layer: String?

  public init(layer: String? = nil) { self.layer = layer }

  public var description: String { Self.name + (layer.map { " of '\($0)'" } ?? "") }

  public func maps(_ question: AttributionQuestion) -> AttributionMaps {
    let inputs = question.inputs
    let shape = PictureShape(inputs.shape, asker: Self.name)
    let ask = BatchedValues(choices: question.classCount) { x, chosen in
      let seen = LayerOutputs(of: question.model, on: x)
      let scores = question.scores(of: seen.answer, chosen: chosen)
      let images = seen.imageLayer(layer, asker: Self.name)
      return [scores, images, gradient(of: sum(scores), with: images)]
    }
    let values = ask(inputs, question.labels)
    let maps = (0..<inputs.rowCount).flatMap { i in
      Self.map(images: values[1].rows([i]), slopes: values[2].rows([i]), rows: shape.rows, columns: shape.columns)
    }
    return AttributionMaps(
      self, question,
      values: NDArray(maps, shape: [inputs.rowCount, shape.rows, shape.columns], type: inputs.elementType),
      scores: values[0].doubles)
  }

  /// - Parameters:
  ///   - images: [1, r, c, channels].
  ///   - slopes: the score's gradients, the same shape.
  private static func map(images: NDArray, slopes: NDArray, rows: Int, columns: Int) -> [Double] {
    let (height, width, channels) = (images.shape[1], images.shape[2], images.shape[3])
    let (a, g) = (images.doubles, slopes.doubles)
    let weights = (0..<channels).map { k in
      stride(from: k, to: g.count, by: channels).reduce(0) { $0 + g[$1] } / Double(height * width)
    }
    let sums = (0..<height * width).map { place in
      Swift.max(0, (0..<channels).reduce(0) { $0 + weights[$1] * a[place * channels + $1] })
    }
    return enlarged(sums, from: (height, width), to: (rows, columns))
  }

  /// Bilinear between the middles of pixels; beyond the outermost middles the edge is repeated.
  private static func enlarged(_ picture: [Double], from: (Int, Int), to: (Int, Int)) -> [Double] {
    func places(_ from: Int, _ to: Int) -> [(low: Int, high: Int, share: Double)] {
      (0..<to).map { i in
        let middle = Swift.max(0, (Double(i) + 0.5) * Double(from) / Double(to) - 0.5)
        let low = Swift.min(Int(middle), from - 1)
        return (low, Swift.min(low + 1, from - 1), middle - Double(low))
      }
    }
    let across = places(from.1, to.1)
    return places(from.0, to.0).flatMap { row in
      across.map { column in
        func between(_ row: Int) -> Double {
          let (a, b) = (picture[row * from.1 + column.low], picture[row * from.1 + column.high])
          return a + column.share * (b - a)
        }
        let (upper, lower) = (between(row.low), between(row.high))
        return upper + row.share * (lower - upper)
      }
    }
  }
}

extension LayerOutputs {
  /// What comes out of a layer that answers images, [n, rows, columns, channels]; nil: of the last convolution.
  func imageLayer(_ path: String?, asker: String) -> Tensor {
    let images = entries.filter { $0.output.shape.rank == 4 }
    let names = images.map { "'\($0.path)'" }.joined(separator: ", ")
    let known = names.isEmpty ? "There are none in this model." : "There are \(names)."
    guard let path else {
      guard let last = images.last(where: { $0.layer is Convolution2D }) else {
        stop("\(asker) expects a model with a convolution; got one without.")
      }
      return last.output
    }
    guard let entry = self[path] else {
      stop("\(asker) expects a layer that answers images; there is no layer '\(path)'. \(known)")
    }
    guard entry.output.shape.rank == 4 else {
      stop(
        shapes:
          "\(asker) expects a layer that answers images [n, rows, columns, channels], such as a convolution; '\(path)' "
          + "answers \(entry.output.shape). \(known)")
    }
    return entry.output
  }
}
