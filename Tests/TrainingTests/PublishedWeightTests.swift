import Autodiff
import Datasets
import Foundation
import Networks
import Tensors
import Testing
import Training

/// Weights that another framework has written: a published network answers as it does there.
@Suite struct PublishedWeightTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures")
  private static let file = fixtures.appending(path: "mtcnn-pnet.safetensors").path(percentEncoded: false)

  /// P-Net of Zhang et al. 2016, doi:10.1109/LSP.2016.2603342, which looks for faces. Its layers are called as in the
  /// file.
  private static func pnet() -> Sequential {
    func convolution(_ channels: Int, _ filters: Int, window: Int = 3, name: String) -> Convolution2D {
      Convolution2D(channels, filters, window: window, padding: .valid, name: name)
    }
    return Sequential(
      convolution(3, 10, name: "conv1"), PReLU(10, name: "prelu1"), MaxPool2D(2, roundsUp: true),
      convolution(10, 16, name: "conv2"), PReLU(16, name: "prelu2"), convolution(16, 32, name: "conv3"),
      PReLU(32, name: "prelu3"),
      Concatenation(
        Sequential(convolution(32, 2, window: 1, name: "conv4_1"), Activation.softmax, name: "face"),
        convolution(32, 4, window: 1, name: "conv4_2"), name: "heads"))
  }

  /// "heads.face.conv4_1.w" → "conv4_1.weight"
  private static func nameInFile(_ name: String) -> [String] {
    let words = name.split(separator: ".").suffix(2)
    return ["\(words.first!).\(["w": "weight", "b": "bias", "slopes": "weight"][words.last!]!)"]
  }

  private struct Golden: Decodable {
    let shape: [Int]
    let values: [Double]
  }

  @Test func aPublishedNetworkAnswersAsElsewhere() throws {
    let model = Self.pnet()
    let report = try model.loadWeights(from: Self.file, layout: .pyTorch, naming: Self.nameInFile)
    #expect(report.loaded.count == 13 && report.missing.isEmpty && report.leftOver.isEmpty)
    let data = try Data(contentsOf: Self.fixtures.appending(path: "pretrained.json"))
    let golden = try #require(try JSONDecoder().decode([String: Golden].self, from: data)["pnet"])
    let pixels = (0..<2 * 25 * 30 * 3).map { sin(0.05 * pow(Double($0), 1.1)) }
    let answer = model(Tensor(NDArray(pixels, shape: [2, 25, 30, 3])))
    #expect(answer.shape.sizes == golden.shape)
    #expect(zip(answer.value.doubles, golden.values).allSatisfy { abs($0 - $1) < 1e-4 })
    // The scores say something.
    #expect(Set(golden.values.map { ($0 * 1000).rounded() }).count > 100)
  }

  /// Speech or not, for each 512 samples: convolutions over time, the sizes of a spectrum, and an LSTM over the chunks.
  private struct Silero: Layer {
    var name = "silero"
    let spectrum = Convolution1D(1, 258, window: 256, stride: 128, padding: .valid, hasBias: false, name: "stft_conv")
    let convolutions = [(129, 128, 1), (128, 64, 2), (64, 64, 2), (64, 128, 1)].enumerated().map {
      Convolution1D(
        $1.0, $1.1, window: 3, stride: $1.2, padding: 1, activation: .relu, name: "conv\($0 + 1)")
    }
    let memory = LSTM(128, 128, returnsSequence: true, name: "lstm_cell")
    let last = Convolution1D(128, 1, window: 1, activation: .sigmoid, name: "final_conv")

    /// x: [chunks, 576, 1] → [1, chunks, 1]
    func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
      let waves = pass.run(spectrum, on: pad(x, before: 0, after: 64, axis: 1, by: .reflected))
      let (real, imaginary) = (waves.slice(0..<129, axis: 2), waves.slice(129..<258, axis: 2))
      let seen = convolutions.reduce(sqrt(real * real + imaginary * imaginary)) { pass.run($1, on: $0) }
      return pass.run(last, on: relu(pass.run(memory, on: seen.reshaped([1, x.shape[0], 128]))))
    }
  }

  private static let silero = ProcessInfo.processInfo.environment["SILERO_VAD"]

  @Test(.enabled(if: silero != nil)) func anotherWithAnLSTM() throws {
    let model = Silero()
    let report = try model.loadWeights(from: Self.silero!, layout: .pyTorch) { name in
      let words = name.split(separator: ".").suffix(2)
      let roles = ["w": ["weight"], "b": ["bias"], "wx": ["weight_ih"], "wh": ["weight_hh"]]
      let found =
        words.first == "lstm_cell" && words.last == "b" ? ["bias_ih", "bias_hh"] : roles[String(words.last!)]!
      return found.map { "\(words.first!).\($0)" }
    }
    #expect(report.loaded.count == 14 && report.leftOver.isEmpty)
    let data = try Data(contentsOf: Self.fixtures.appending(path: "pretrained.json"))
    let golden = try #require(try JSONDecoder().decode([String: Golden].self, from: data)["silero"])
    let chunks = (0..<12).flatMap { chunk in
      (-64..<512).map { place -> Double in
        let time = Double(512 * chunk + place)
        return time < 0 ? 0 : 0.3 * sin(0.02 * pow(time, 1.2)) * sin(0.001 * time)
      }
    }
    let answers = model(Tensor(NDArray(chunks, shape: [12, 576, 1]))).value.doubles
    #expect(zip(answers, golden.values).allSatisfy { abs($0 - $1) < 1e-4 } && golden.shape == [12])
  }

  /// Every layer that a framework lays out in another way, there and back.
  @Test(arguments: WeightLayout.allCases) func aFileOfEachLayout(_ layout: WeightLayout) throws {
    func model() -> Sequential {
      Sequential(
        Convolution2D(4, 6, window: (2, 3), groups: 2, name: "c2"),
        .depthwise(6, multiplier: 2, window: (3, 2), name: "deep") as Convolution2D,
        TransposedConvolution2D(12, 4, window: (2, 3), groups: 2, name: "t2"), BatchNormalization(4, name: "n"),
        Dropout(0.5, name: "d"), Reshape([12, 4], name: "r"), Convolution1D(4, 5, window: 3, name: "c1"),
        LSTM(5, 3, name: "l"), Dense(3, 2, name: "d1"))
    }
    let (source, target) = (model(), withSeed(1) { model() })
    let shapes: [WeightLayout: [String: Shape]] = [
      .own: [
        "c2.w": [2, 3, 2, 6], "deep.w": [3, 2, 1, 12], "t2.w": [2, 3, 2, 12], "c1.w": [3, 4, 5], "d1.w": [3, 2],
      ],
      .pyTorch: [
        "c2.w": [6, 2, 2, 3], "deep.w": [12, 1, 3, 2], "t2.w": [12, 2, 2, 3], "c1.w": [5, 4, 3], "d1.w": [2, 3],
        "l.wx": [12, 5], "l.wh": [12, 3],
      ],
      .tensorFlow: ["c2.w": [2, 3, 2, 6], "deep.w": [3, 2, 6, 2], "t2.w": [2, 3, 2, 12], "d1.w": [3, 2]],
    ]
    let orders: [String: [Int]] = [
      "c2.w": [3, 2, 0, 1], "deep.w": [3, 2, 0, 1], "t2.w": [3, 2, 0, 1], "c1.w": [2, 1, 0], "d1.w": [1, 0],
      "l.wx": [1, 0], "l.wh": [1, 0],
    ]
    var file = SafeTensors()
    for parameter in source.parameters + source.state where layout == .own || !parameter.name.hasSuffix("draws") {
      let order = layout == .pyTorch ? orders[parameter.name] : nil
      let moved = order.map { parameter.value.transposed($0) } ?? parameter.value
      let shape = shapes[layout]![parameter.name] ?? moved.shape
      file.arrays[parameter.name] = moved.reshaped(shape)
    }
    let path = FileManager.default.temporaryDirectory.appending(path: "layout-\(layout.rawValue).safetensors").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try file.write(to: path)
    try target.loadWeights(from: path, layout: layout) { [$0] }
    for (one, other) in zip(source.parameters + source.state, target.parameters + target.state) {
      #expect(one.value == other.value, "\(one.name)")
    }
  }

  /// Attention is shown as one layer, and yet its products are stored the other way round.
  @Test func attentionOfPyTorchIsTurned() throws {
    func model() -> Sequential {
      Sequential(
        MultiHeadAttention(4, heads: 2, name: "a"), MultiHeadAttention(4, heads: 2, projections: .separate, name: "b"))
    }
    let (source, target) = (model(), withSeed(1) { model() })
    var file = SafeTensors()
    for parameter in source.parameters {
      file.arrays[parameter.name] = parameter.rank == 2 ? parameter.value.transposed([1, 0]) : parameter.value
    }
    let path = FileManager.default.temporaryDirectory.appending(path: "attention.safetensors").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try file.write(to: path)
    try target.loadWeights(from: path, layout: .pyTorch) { [$0] }
    #expect(source.parameters.count == 12)
    for (one, other) in zip(source.parameters, target.parameters) { #expect(one.value == other.value, "\(one.name)") }
  }

  /// PyTorch's recurrent layers have two biases, which are added.
  @Test func severalNamesAreAdded() throws {
    var file = SafeTensors()
    file.arrays = ["w": .zeros([2, 3]), "ih": NDArray([1, 2]), "hh": NDArray([10, 20])]
    let path = FileManager.default.temporaryDirectory.appending(path: "added.safetensors").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try file.write(to: path)
    let dense = Dense(3, 2)
    try dense.loadWeights(from: path, layout: .pyTorch) { $0 == "dense.b" ? ["ih", "hh"] : ["w"] }
    #expect(dense.bias!.value.doubles == [11, 22])
  }

  @Test func weightsOfAnotherArchitecture() throws {
    let model = Self.pnet()
    let before = model.parameters.map(\.value)
    // The same layers, one of them with more filters.
    let other = Sequential(Convolution2D(3, 12, window: 3, name: "conv1"), Dense(12, 2, name: "extra"))
    let problem = #expect(throws: DataProblem.self) {
      try other.loadWeights(from: Self.file, layout: .pyTorch, naming: Self.nameInFile)
    }
    let text = "\(problem!)"
    #expect(
      text.contains(
        "'conv1.w' [3, 3, 3, 12], so [12, 3, 3, 3] in a file of this layout, but [10, 3, 3, 3] in the file"))
    #expect(text.contains("'conv1.b' [12], but [10] in the file"))
    #expect(text.contains("not in the file: 'extra.weight', 'extra.bias'"))
    #expect(text.contains("only in the file: 'conv2.bias', 'conv2.weight'"))
    // Without the layout, the shapes do not fit, and nothing is changed.
    #expect(throws: DataProblem.self) {
      try model.loadWeights(from: Self.file, layout: .tensorFlow, naming: Self.nameInFile)
    }
    #expect(zip(model.parameters, before).allSatisfy { $0.value == $1 })
  }
}
