import Tensors

/// How much the class's score changes with each number of the input: m = |∂s/∂x|. Simonyan, Vedaldi & Zisserman 2014,
/// arXiv:1312.6034, section 3; Baehrens et al. 2010, jmlr.org/papers/v11/baehrens10a.html.
public struct Saliency: Attribution {
  public static let name = "saliency"
  public static let formula = "m = |∂s/∂x|"
  public static let source = "Simonyan, Vedaldi & Zisserman 2014, arXiv:1312.6034"
  public static let explanation = """
    How much the score would change with a small change of each number: where the model is sensitive, not what it used. \
    Without signs, what speaks for the class cannot be told from what speaks against it.
    """

  /// ∂s/∂x itself: positive where more of the input raises the score.
  public let keepsSigns: Bool

  public init(keepingSigns: Bool = false) { keepsSigns = keepingSigns }

  public var description: String { Self.name + (keepsSigns ? " with signs" : "") }

  public func maps(_ question: AttributionQuestion) -> AttributionMaps {
    let values = question.differentiating()(question.inputs, question.labels)
    let gradients = keepsSigns ? values[1] : values[1].mapped(abs)
    return AttributionMaps(
      self, question, values: gradients, scores: values[0].doubles, channels: keepsSigns ? .sum : .greatest)
  }
}

/// The gradient times the number that is there: m = x · ∂s/∂x. What each number adds to the score, of a linear model
/// exactly. Shrikumar et al. 2016, arXiv:1605.01713.
public struct GradientTimesInput: Attribution {
  public static let name = "gradient × input"
  public static let formula = "m = x · ∂s/∂x"
  public static let source = "Shrikumar et al. 2016, arXiv:1605.01713"
  public static let explanation = """
    The gradient times the number that is there: of a linear model exactly what each number adds to the score. A number \
    that is 0 gets nothing, even where its being 0 matters.
    """

  public init() {}

  public func maps(_ question: AttributionQuestion) -> AttributionMaps {
    let values = question.differentiating()(question.inputs, question.labels)
    let products = zip(question.inputs.doubles, values[1].doubles).map { $0 * $1 }
    return AttributionMaps(
      self, question,
      values: NDArray(products, shape: question.inputs.shape, type: question.inputs.elementType),
      scores: values[0].doubles)
  }
}

extension NDArray {
  /// Each number changed by itself.
  func mapped(_ change: (Double) -> Double) -> NDArray { NDArray(doubles.map(change), shape: shape, type: elementType) }
}
