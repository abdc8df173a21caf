import Insight
import Networks
import Tensors
import Testing

/// What attributions refuse, and the sentence they end with.
@Suite struct AttributionProblemTests {
  private static let pictures = AttributionFixtures.all.pictures.array
  private static func network() -> Sequential { AttributionFixtures.all.network() }
  private static let rows = NDArray(repeating: 1, shape: [2, 4], type: .float64)
  private static func dense() -> Sequential {
    Sequential(Dense(weights: NDArray(repeating: 1, shape: [4, 3], type: .float64), bias: nil))
  }

  /// What a method of one's own may ask with.
  @Test(arguments: [
    ("expects a label for each input; got 1 and inputs [2, 4].", [0]),
    ("expects classes from 0 to 2, which the model tells apart; got 3.", [0, 3]),
  ]) func questionsOfOnesOwn(_ sentence: String, _ labels: [Int]) async {
    let question = AttributionQuestion(Self.dense(), Self.rows, labels: [0, 1])
    let answer = question.gradients(of: Self.rows)
    #expect(answer.scores == [4, 4] && answer.gradients == Self.rows && question.scores(of: Self.rows) == [4, 4])
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [labels = labels as [Int]] in
      _ = AttributionQuestion(Self.dense(), Self.rows, labels: [0, 1]).gradients(of: Self.rows, labels: labels)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(sentence), "\(text)")
  }

  private static let ofAll: [ProblemTests.Misuse] = Attributions.all.indices.flatMap { index -> [ProblemTests.Misuse] in
    let method = Attributions.all[index]
    return [
      .init("labels: expects classes of the model, 0 to 2; label 1 is 3.") {
        _ = method.maps(of: network(), on: pictures, labels: [0, 3, 0, 0])
      },
      .init("; label 0 is -1.") { _ = method.maps(of: network(), on: pictures, label: -1) },
      .init("labels: expects a label for each of 4 inputs; got 1.") {
        _ = method.maps(of: network(), on: pictures, labels: [0])
      },
      .init("Convolution2D(2 → 4, 3×3, relu) expects images [n, height, width, 2]") {
        _ = method.maps(of: network(), on: NDArray(repeating: 0, shape: [1, 6, 8, 3], type: .float64), label: 0)
      },
      .init("An attribution expects inputs [n, …] to explain, at least one; got [0, 6, 8, 2].") {
        _ = method.maps(of: network(), on: NDArray([], shape: [0, 6, 8, 2], type: .float64), labels: [])
      },
      .init("expects a model that answers scores [n, classes]; got one that answers [1, 6, 8, 2] to one input.") {
        _ = method.maps(of: Sequential(Identity()), on: pictures, label: 0)
      },
    ]
  }

  private static let ofSettings: [ProblemTests.Misuse] = [
    .init("IntegratedGradients expects at least 1 step; got 0.") { _ = IntegratedGradients(steps: 0) },
    .init("IntegratedGradients expects a baseline like one input, [6, 8, 2]; got [6, 8].") {
      _ = IntegratedGradients(baseline: NDArray(repeating: 0, shape: [6, 8], type: .float64))
        .maps(of: network(), on: pictures, label: 0)
    },
    .init("SmoothGrad expects at least 1 sample; got -1.") { _ = SmoothGrad(samples: -1) },
    .init("SmoothGrad expects noise of 0 or more; got nan.") { _ = SmoothGrad(noise: .nan) },
    .init("Occlusion expects a window of at least 1×1; got 0×3.") { _ = Occlusion(window: (0, 3)) },
    .init(
      "Occlusion expects strides from 1 to the size of the window, 2×2, so that every pixel is covered; got 1×3."
    ) {
      _ = Occlusion(window: (2, 2), strides: (1, 3))
    },
    .init("Occlusion expects a window that fits into pictures of 6×8; got 7×1.") {
      _ = Occlusion(window: (7, 1)).maps(of: network(), on: pictures, label: 0)
    },
    .init("Occlusion expects pictures [n, rows, columns] or [n, rows, columns, channels]; got [2, 4].") {
      _ = Occlusion().maps(of: dense(), on: rows, label: 0)
    },
    .init("Grad-CAM expects pictures") { _ = GradCAM().maps(of: dense(), on: rows, label: 0) },
    .init("A picture of saliency expects pictures") { _ = Saliency().maps(of: dense(), on: rows, label: 0).pictures },
    .init("; there is no layer 'convolution 3'. There are 'convolution 1', 'max pool', 'convolution 2'.") {
      _ = GradCAM(layer: "convolution 3").maps(of: network(), on: pictures, label: 0)
    },
    .init("such as a convolution; 'dense' answers [4, 3]. There are 'convolution 1', 'max pool', 'convolution 2'.") {
      _ = GradCAM(layer: "dense").maps(of: network(), on: pictures, label: 0)
    },
    .init("Grad-CAM expects a model with a convolution; got one without.") {
      _ = GradCAM().maps(
        of: Sequential(Flatten(), Dense(weights: NDArray(repeating: 1, shape: [96, 3], type: .float64), bias: nil)),
        on: pictures, label: 0)
    },
    .init("FeatureVisualisation expects at least 1 step; got 0.") { _ = FeatureVisualisation(steps: 0) },
    .init("; got 0.0, 0.02 and 1.") { _ = FeatureVisualisation(rate: 0) },
    .init("FeatureVisualisation expects at least one feature from 0 to 2; got [3].") {
      _ = FeatureVisualisation().inputs(of: network(), input: [6, 8, 2], labels: [3])
    },
    .init("FeatureVisualisation expects at least one feature from 0 to 3; got [].") {
      _ = FeatureVisualisation().inputs(of: network(), input: [6, 8, 2], channels: [], of: "convolution 1")
    },
    .init(
      "FeatureVisualisation expects a layer with channels; 'conv' is none. There are 'convolution 1', 'max pool', "
        + "'convolution 2', 'flatten', 'dense'."
    ) {
      _ = FeatureVisualisation().inputs(of: network(), input: [6, 8, 2], channels: [0], of: "conv")
    },
    .init("Convolution2D(2 → 4, 3×3, relu) expects images") {
      _ = FeatureVisualisation().inputs(of: network(), input: [6, 8], labels: [0])
    },
    .init("MapSimilarity expects two maps [rows, columns] of one shape, at least 2 numbers each; got [2, 4] and [4].") {
      _ = MapSimilarity(rows, NDArray([1, 2, 3, 4]))
    },
    .init("control expects at least one seed; got none.") {
      _ = Saliency().control(of: network(), on: pictures, labels: [0, 0, 0, 0], seeds: []) { _ in network() }
    },
    .init("control expects a network of the same layers, with convolution 1.w [3, 3, 2, 4]") {
      _ = Saliency().control(of: network(), on: pictures, labels: [0, 0, 0, 0]) { _ in dense() }
    },
    .init("control expects a newly made network; got the same parameters") {
      let model = network()
      _ = Saliency().control(of: model, on: pictures, labels: [0, 0, 0, 0]) { _ in model }
    },
  ]

  private static let all = ofAll + ofSettings

  @Test(arguments: all.indices) func endsWithASentence(_ index: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [index] in
      Self.all[index].action()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(Self.all[index].sentence), "\(text)")
  }
}
