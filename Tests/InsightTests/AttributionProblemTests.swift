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
      .init("a class from 0 to 2 was wanted, which the model tells apart, but label 1 is 3.") {
        _ = method.maps(of: network(), on: pictures, labels: [0, 3, 0, 0])
      },
      .init("but label 0 is -1.") { _ = method.maps(of: network(), on: pictures, label: -1) },
      .init("a label for each of 4 inputs was wanted, but 1 came.") {
        _ = method.maps(of: network(), on: pictures, labels: [0])
      },
      .init("Convolution2D(2 → 4, 3×3, relu) expects images [n, height, width, 2]") {
        _ = method.maps(of: network(), on: NDArray(repeating: 0, shape: [1, 6, 8, 3], type: .float64), label: 0)
      },
      .init("inputs [n, …] to explain were wanted, at least one, but [0, 6, 8, 2] came.") {
        _ = method.maps(of: network(), on: NDArray([], shape: [0, 6, 8, 2], type: .float64), labels: [])
      },
      .init("wants a model that answers scores [n, classes], but this one answers [1, 6, 8, 2] to one input.") {
        _ = method.maps(of: Sequential(Identity()), on: pictures, label: 0)
      },
    ]
  }

  private static let ofSettings: [ProblemTests.Misuse] = [
    .init("integrated gradients want at least 1 step, but 0 came.") { _ = IntegratedGradients(steps: 0) },
    .init("integrated gradients want a baseline like one input, [6, 8, 2], but [6, 8] came.") {
      _ = IntegratedGradients(baseline: NDArray(repeating: 0, shape: [6, 8], type: .float64))
        .maps(of: network(), on: pictures, label: 0)
    },
    .init("SmoothGrad wants at least 1 sample, but -1 came.") { _ = SmoothGrad(samples: -1) },
    .init("SmoothGrad wants noise of 0 or more, but nan came.") { _ = SmoothGrad(noise: .nan) },
    .init("occlusion wants a window of at least 1×1, but 0×3 came.") { _ = Occlusion(window: (0, 3)) },
    .init(
      "occlusion wants strides from 1 to the size of the window, 2×2, so that every pixel is covered, but 1×3 came."
    ) {
      _ = Occlusion(window: (2, 2), strides: (1, 3))
    },
    .init("occlusion wants a window inside of pictures of 6×8, but 7×1 came.") {
      _ = Occlusion(window: (7, 1)).maps(of: network(), on: pictures, label: 0)
    },
    .init("occlusion wants pictures [n, rows, columns] or [n, rows, columns, channels], but [2, 4] came.") {
      _ = Occlusion().maps(of: dense(), on: rows, label: 0)
    },
    .init("Grad-CAM wants pictures") { _ = GradCAM().maps(of: dense(), on: rows, label: 0) },
    .init("a picture of saliency wants pictures") { _ = Saliency().maps(of: dense(), on: rows, label: 0).pictures },
    .init("but there is no layer 'convolution 3'. There are 'convolution 1', 'max pool', 'convolution 2'.") {
      _ = GradCAM(layer: "convolution 3").maps(of: network(), on: pictures, label: 0)
    },
    .init("such as a convolution, but 'dense' answers [4, 3]. There are 'convolution 1', 'max pool', 'convolution 2'.")
    {
      _ = GradCAM(layer: "dense").maps(of: network(), on: pictures, label: 0)
    },
    .init("Grad-CAM wants a convolution, but this model has none.") {
      _ = GradCAM().maps(
        of: Sequential(Flatten(), Dense(weights: NDArray(repeating: 1, shape: [96, 3], type: .float64), bias: nil)),
        on: pictures, label: 0)
    },
    .init("a feature visualisation wants at least 1 step, but 0 came.") { _ = FeatureVisualisation(steps: 0) },
    .init("but 0.0, 0.02 and 1 came.") { _ = FeatureVisualisation(rate: 0) },
    .init("features from 0 to 2 were wanted, at least one, but [3] came.") {
      _ = FeatureVisualisation().inputs(of: network(), input: [6, 8, 2], labels: [3])
    },
    .init("features from 0 to 3 were wanted, at least one, but [] came.") {
      _ = FeatureVisualisation().inputs(of: network(), input: [6, 8, 2], channels: [], of: "convolution 1")
    },
    .init("but 'conv' is none. There are 'convolution 1', 'max pool', 'convolution 2', 'flatten', 'dense'.") {
      _ = FeatureVisualisation().inputs(of: network(), input: [6, 8, 2], channels: [0], of: "conv")
    },
    .init("Convolution2D(2 → 4, 3×3, relu) expects images") {
      _ = FeatureVisualisation().inputs(of: network(), input: [6, 8], labels: [0])
    },
    .init("two maps [rows, columns] of one shape were wanted, but [2, 4] and [4] came.") {
      _ = MapSimilarity(rows, NDArray([1, 2, 3, 4]))
    },
    .init("a control wants at least one seed, but none came.") {
      _ = Saliency().control(of: network(), on: pictures, labels: [0, 0, 0, 0], seeds: []) { _ in network() }
    },
    .init("a control wants a network of the same layers, with convolution 1.w [3, 3, 2, 4]") {
      _ = Saliency().control(of: network(), on: pictures, labels: [0, 0, 0, 0]) { _ in dense() }
    },
    .init("a control wants a network made anew, but the same parameters came") {
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
