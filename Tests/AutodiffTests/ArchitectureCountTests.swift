import Autodiff
import Foundation
import Networks
import Tensors
import Testing

/// Published networks in their published size: exact counts, at no cost, and what bad input gets.
@Suite struct ArchitectureCountTests {
  private struct Counts: Decodable {
    let counts: [String: Count]
    struct Count: Decodable {
      let parameters: Int
      let multiplyAccumulates: Int
    }
  }

  @Test(arguments: PublishedNetwork.all.map(\.title)) func counts(_ title: String) throws {
    let network = PublishedNetwork.all.first { $0.title == title }!
    let model = network.make()
    let summary = summary(of: model)
    #expect(summary.total.parameters == network.parameters)
    #expect(summary.total.multiplyAccumulates == network.multiplyAccumulates)
    #expect(model.title == title && !network.source.isEmpty)
    // A public framework's, by its own modules.
    let elsewhere = try fixture("architectures", as: Counts.self).counts[title]
    #expect(elsewhere?.parameters == network.parameters)
    #expect(elsewhere?.multiplyAccumulates == network.multiplyAccumulates)
    let graph = Graph(of: [model(Input("x", .zeros(Shape([1] + model.input.sizes))))])
    #expect(graph.multiplyAccumulates == network.multiplyAccumulates && graph.flops == summary.total.flops)
    #expect(graph.costs.reduce(0) { $0 + $1.operations } == graph.flops)
  }

  /// The figures of EXPERIMENTS and of papers, once more by hand.
  @Test func theKnownOnes() {
    let known = [
      "ResNet-50": 25_557_032, "InceptionV3": 23_834_568, "InceptionV3 with auxiliary head": 27_161_264,
      "VGG-16": 138_357_544, "DenseNet-121": 7_978_856, "MobileNetV2": 3_504_872, "MobileNetV3-large": 5_483_032,
      "EfficientNet-B0": 5_288_548, "ResNet-18": 11_689_512, "AlexNet": 61_100_840, "MobileNetV1": 4_231_976,
      "VGG-16 with batch norm": 138_365_992, "LeNet-5": 61_706, "EfficientNet-Lite0": 4_652_008, "U-Net": 31_030_658,
    ]
    #expect(Dictionary(uniqueKeysWithValues: PublishedNetwork.all.map { ($0.title, $0.parameters) }) == known)
  }

  /// Building 138 million weights and printing them touches none.
  @Test func buildingCostsNothing() throws {
    func residentBytes() throws -> Int {
      let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
      return Int(text.split(separator: " ")[1])! * 4096
    }
    let before = try residentBytes()
    let model = Architecture.vgg16()
    let text = model.description
    #expect(text.contains("138,357,544"))
    // All weights together are 553 MB. Other tests run at the same time.
    #expect(try residentBytes() - before < 300 << 20)
    #expect(model.parameters.count == 32)
  }

  /// The same seed draws the same weights, whenever they are asked for.
  @Test func weightsThatWaitAreThoseOfTheSeed() {
    func small() -> Architecture { .resNet18(classes: 3, blocks: [1, 1], width: 0.125, size: 32) }
    let (one, other, third) = (withSeed(5) { small() }, withSeed(5) { small() }, withSeed(6) { small() })
    let backwards = other.parameters.reversed().map(\.value)
    for (a, b) in zip(one.parameters, backwards.reversed()) { #expect(a.value.hasSameBits(as: b)) }
    #expect(one.parameters[0].value != third.parameters[0].value)
    #expect(one.parameters[0].value != one.parameters[3].value)
  }

  /// Each family scaled down takes a training step's gradients, and keeps what layers promise.
  @Test(arguments: small.keys.sorted()) func scaledDown(_ name: String) {
    let model = Self.small[name]!()
    let x = NDArray(repeating: 0.5, shape: Shape([2] + model.input.sizes))
    checkLayer(model, on: x)
    let z = model(Tensor(x), in: Pass(.training))
    #expect(z.shape.sizes.last == 3 && z.value.doubles.allSatisfy(\.isFinite))
    let slopes = gradients(of: mean(z * z), with: model.parameters)
    #expect(slopes.allSatisfy { slope in slope.value.doubles.allSatisfy(\.isFinite) })
  }

  private static let small: [String: @Sendable () -> Architecture] = [
    "LeNet-5": { .leNet5(classes: 3, width: 0.5) },
    "AlexNet": { .alexNet(classes: 3, width: 0.0625, size: 63, hidden: 8) },
    "VGG-16": { .vgg16(classes: 3, channels: 1, stages: [1, 1], width: 0.0625, size: 8, hidden: 8) },
    "VGG-16 with batch norm": { .vgg16(classes: 3, normalized: true, width: 0.0625, size: 32, hidden: 8) },
    "U-Net": { .uNet(classes: 3, levels: 2, width: 0.0625, size: 44) },
    "ResNet-18": { .resNet18(classes: 3, blocks: [1, 2], width: 0.0625, size: 16) },
    "ResNet-50": { .resNet50(classes: 3, blocks: [1, 1], width: 0.0625, size: 16) },
    "InceptionV3": { .inceptionV3(classes: 3, width: 0.05, size: 75) },
    "DenseNet-121": { .denseNet121(classes: 3, blocks: [2, 2], growth: 4, size: 16) },
    "MobileNetV1": { .mobileNetV1(classes: 3, width: 0.1, size: 32) },
    "MobileNetV2": { .mobileNetV2(classes: 3, width: 0.1, size: 32) },
    "MobileNetV3-large": { .mobileNetV3Large(classes: 3, width: 0.1, size: 32) },
    "EfficientNet-B0": { .efficientNetB0(classes: 3, width: 0.1, depth: 0.5, size: 32) },
    "EfficientNet-Lite0": { .efficientNetLite0(classes: 3, width: 0.1, depth: 0.5, size: 32) },
  ]

  /// Every family is scaled down somewhere.
  @Test func noneIsLeftOut() {
    #expect(
      PublishedNetwork.all.map(\.title).filter { Self.small[$0] == nil } == ["InceptionV3 with auxiliary head"])
  }

  @Test func aTableFoldsRepeatedBlocks() {
    let model = Architecture.resNet50()
    let lines = model.description.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("ResNet-50, one example [224, 224, 3] → [1000]"))
    #expect(lines.contains { $0.contains("block 3 … 6") && $0.contains("4 times the same as block 2") })
    #expect(lines.last!.contains("25,557,032") && lines.count < 30)
    let whole = summary(of: model)
    let folded = whole.folded(to: 2)
    #expect(folded.total == whole.total && whole.rows.count > 100)
    #expect(
      folded.rows.filter { $0.path.count == 1 }.reduce(0) { $0 + $1.parameters } == whole.total.parameters)
    #expect(
      folded.rows.filter { $0.path.first == "stage 3" && $0.path.count == 2 }.reduce(0) { $0 + $1.parameters }
        == whole.rows.first { $0.path == ["stage 3"] }!.parameters)
  }

  @Test func theAuxiliaryHeadIsForTrainingOnly() {
    let model = Architecture.inceptionV3(classes: 3, auxiliary: true, width: 0.05)
    let x = Input("x", NDArray(repeating: 0.5, shape: [2, 299, 299, 3]))
    let (scores, auxiliary) = model.answers(x, in: Pass(.training))
    #expect(scores.shape == [2, 3] && auxiliary?.shape == [2, 3])
    let head = model.parts.first { $0.name == "auxiliary head" }!
    let used = Set(Graph(of: [model(x)]).operations.map { ObjectIdentifier($0.tensor) })
    #expect(head.parameters.count == 8 && head.parameters.allSatisfy { !used.contains(ObjectIdentifier($0)) })
    let both = Set(Graph(of: [scores, auxiliary!]).operations.map { ObjectIdentifier($0.tensor) })
    #expect(model.parameters.allSatisfy { both.contains(ObjectIdentifier($0)) })
  }

  /// Images as small as is said, and no smaller, leave a score.
  @Test(arguments: [1, 2, 3, 4], [Padding.valid, .same]) func theLeastUNet(_ levels: Int, _ padding: Padding) {
    func model(_ size: Int) -> Architecture { .uNet(levels: levels, width: 0.02, size: size, padding: padding) }
    let least = model(572).leastSide
    let scores = model(least)(Tensor(.zeros([1, least, least, 1])))
    #expect(scores.shape[1] > 0 && scores.shape[1] <= (padding == .same ? least : 1 << levels))
    #expect(padding == .valid || least == 1 << levels)
  }

  /// Lite networks are deepened between their first and their last stage.
  @Test func whatADeeperLiteNetworkKeeps() {
    func counts(_ model: Architecture) -> [Int] { model.parts.filter { $0.name.hasPrefix("stage") }.map(\.parts.count) }
    #expect(counts(.efficientNetLite0(depth: 1.4)) == [1, 3, 3, 5, 5, 6, 1])
    #expect(counts(.efficientNetB0(depth: 1.4)) == [2, 3, 3, 5, 5, 6, 2])
  }

  @Test func badInput() async {
    func message(_ result: ExitTest.Result?) -> String {
      result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
    }
    let small = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Architecture.resNet18(width: 0.1)(Tensor(.zeros([4, 24, 40, 3])))
    }
    #expect(
      message(small).contains(
        "ResNet-18 expects images of at least 32×32, as its layers make them smaller by so much; got"))
    #expect(message(small).contains("[4, 24, 40, 3]"))
    let built = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Architecture.vgg16(size: 28)
    }
    #expect(message(built).contains("VGG-16 expects images of at least 32×32"))
    let channels = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Architecture.mobileNetV2(width: 0.1, size: 32)(Tensor(.zeros([1, 32, 32, 1])))
    }
    #expect(message(channels).contains("expects images [n, height, width, 3]; got [1, 32, 32, 1]"))
    let odd = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Architecture.uNet(levels: 2, width: 0.05, size: 45)(Tensor(.zeros([1, 45, 45, 1])))
    }
    #expect(message(odd).contains("images whose sides are even after its convolutions"))
    let width = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Architecture.resNet50(width: 0)
    }
    #expect(message(width).contains("ResNet-50 expects a width above 0 and at most 64; got 0.0."))
    let blocks = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Architecture.denseNet121(blocks: [6, 0])
    }
    #expect(message(blocks).contains("DenseNet expects one layer or more in each of its blocks; got [6, 0]."))
    let net = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Architecture.uNet(width: 0.02, size: 187)
    }
    #expect(message(net).contains("U-Net expects images of at least 188×188"))
    let rank = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Architecture("Mine", input: [28, 28], leastSide: 4) { [] }
    }
    #expect(message(rank).contains("Mine expects the shape of one image, [height, width, channels]; got [28, 28]."))
  }
}
