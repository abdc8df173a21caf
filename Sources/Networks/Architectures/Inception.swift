import Autodiff
import Tensors

extension Architecture {
  /// InceptionV3: blocks of branches with windows of several sizes, large windows made of two narrow ones, 1×7 and 7×1.
  /// Szegedy et al. 2016, arXiv:1512.00567, table 1.
  ///
  /// - Parameter auxiliary: has it the second head that helps its first half in training? See `answers(_:in:)`.
  public static func inceptionV3(
    classes: Int = 1000, channels: Int = 3, auxiliary: Bool = false, width: Double = 1, size: Int = 299,
    type: ElementType = .float32
  ) -> Architecture {
    checkArchitecture("InceptionV3", classes: classes, channels: channels, width: width, size: size)
    let build = InceptionBlocks(width: width, type: type)
    let (w, convolution) = (build.scale, build.convolution)
    // Its auxiliary head takes a mean over 5×5 of the pixels that are left, and a window of 5×5 of what these give.
    let least = auxiliary ? 299 : 75
    return Architecture(
      "InceptionV3\(auxiliary ? " with auxiliary head" : "")", input: [size, size, channels], leastSide: least,
      branch: auxiliary ? 10 : nil
    ) {
      var stages = convolution(channels, w(32), window: 3, stride: 2, padding: .valid)
      stages += convolution(w(32), w(32), window: 3, padding: .valid) + convolution(w(32), w(64), window: 3)
      stages.append(MaxPool2D(3, stride: 2))
      let more = convolution(w(64), w(80), window: 1) + convolution(w(80), w(192), window: 3, padding: .valid)
      stages = [Sequential(stages, name: "stem"), Sequential(more + [MaxPool2D(3, stride: 2)], name: "stem")]
      var now = w(192)
      func add(_ block: Concatenation, _ filters: Int) {
        stages.append(block)
        now = filters
      }
      for pooled in [32, 64, 64] { add(build.a(now, pooled: w(pooled)), w(64) + w(64) + w(96) + w(pooled)) }
      add(build.b(now), w(384) + w(96) + now)
      for inner in [128, 160, 160, 192] { add(build.c(now, inner: w(inner)), 4 * w(192)) }
      if auxiliary { stages.append(build.head(now, classes: classes)) }
      add(build.d(now), w(320) + w(192) + now)
      for _ in 0..<2 { add(build.e(now), w(320) + 4 * w(384) + w(192)) }
      return stages + [GlobalAveragePool(), Dropout(0.5, type: type), Dense(now, classes, type: type)]
    }
  }
}

/// The blocks of figures 5 to 7 and 10, in the order of the network, and the auxiliary head of figure 8.
private struct InceptionBlocks {
  let width: Double
  let type: ElementType

  var convolution: NormalizedConvolution { NormalizedConvolution(epsilon: 0.001, type: type) }
  func scale(_ count: Int) -> Int { scaled(count, by: width) }

  private func branch(_ layers: [any Layer]...) -> Sequential { Sequential(layers.flatMap { $0 }, name: "branch") }
  private func pooled(_ now: Int, _ filters: Int) -> Sequential {
    branch([AveragePool2D(3, stride: 1, padding: 1, countsPadding: true)], convolution(now, filters, window: 1))
  }
  private func block(_ branches: Sequential...) -> Concatenation { Concatenation(branches, name: "inception block") }

  func a(_ now: Int, pooled filters: Int) -> Concatenation {
    let (c, w) = (convolution, scale)
    return block(
      branch(c(now, w(64), window: 1)),
      branch(c(now, w(48), window: 1), c(w(48), w(64), window: 5)),
      branch(c(now, w(64), window: 1), c(w(64), w(96), window: 3), c(w(96), w(96), window: 3)),
      pooled(now, filters))
  }

  func b(_ now: Int) -> Concatenation {
    let (c, w) = (convolution, scale)
    return block(
      branch(c(now, w(384), window: 3, stride: 2, padding: .valid)),
      branch(
        c(now, w(64), window: 1), c(w(64), w(96), window: 3), c(w(96), w(96), window: 3, stride: 2, padding: .valid)),
      branch([MaxPool2D(3, stride: 2)]))
  }

  func c(_ now: Int, inner: Int) -> Concatenation {
    let (c, out) = (convolution, scale(192))
    return block(
      branch(c(now, out, window: 1)),
      branch(c(now, inner, window: 1), c(inner, inner, window: (1, 7)), c(inner, out, window: (7, 1))),
      branch(
        c(now, inner, window: 1), c(inner, inner, window: (7, 1)), c(inner, inner, window: (1, 7)),
        c(inner, inner, window: (7, 1)), c(inner, out, window: (1, 7))),
      pooled(now, out))
  }

  func d(_ now: Int) -> Concatenation {
    let (c, w) = (convolution, scale)
    return block(
      branch(c(now, w(192), window: 1), c(w(192), w(320), window: 3, stride: 2, padding: .valid)),
      branch(
        c(now, w(192), window: 1), c(w(192), w(192), window: (1, 7)), c(w(192), w(192), window: (7, 1)),
        c(w(192), w(192), window: 3, stride: 2, padding: .valid)),
      branch([MaxPool2D(3, stride: 2)]))
  }

  func e(_ now: Int) -> Concatenation {
    let (c, w) = (convolution, scale)
    func split() -> [any Layer] {
      [
        Concatenation(
          branch(c(w(384), w(384), window: (1, 3))), branch(c(w(384), w(384), window: (3, 1))), name: "split")
      ]
    }
    return block(
      branch(c(now, w(320), window: 1)),
      branch(c(now, w(384), window: 1), split()),
      branch(c(now, w(448), window: 1), c(w(448), w(384), window: 3), split()),
      pooled(now, w(192)))
  }

  func head(_ now: Int, classes: Int) -> Sequential {
    let (c, w) = (convolution, scale)
    let layers: [any Layer] =
      [AveragePool2D(5, stride: 3)] + c(now, w(128), window: 1)
      + c(w(128), w(768), window: 5, padding: .valid) + [GlobalAveragePool(), Dense(w(768), classes, type: type)]
    return Sequential(layers, name: "auxiliary head")
  }
}

extension PublishedNetwork {
  private static let paper = "Szegedy et al. 2016, arXiv:1512.00567"
  static let inceptions = [
    PublishedNetwork(
      "InceptionV3", source: paper, parameters: 23_834_568, multiplyAccumulates: 5_713_216_096
    ) { .inceptionV3() },
    PublishedNetwork(
      "InceptionV3 with auxiliary head", source: paper, parameters: 27_161_264, multiplyAccumulates: 5_713_216_096
    ) { .inceptionV3(auxiliary: true) },
  ]
}
