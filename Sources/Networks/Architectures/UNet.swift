import Autodiff
import Tensors

extension Architecture {
  /// U-Net: down to a small image with many channels and up again, where each level also sees what it was on the way
  /// down. One row of scores for each pixel. Ronneberger, Fischer & Brox 2015, arXiv:1505.04597, figure 1.
  ///
  ///     [n, 572, 572, 1] → [n, 388, 388, 2]
  ///
  /// - Parameters:
  ///   - levels: how often images are halved. Their sides have to be even each time.
  ///   - padding: `valid`, as in the paper: the edge is lost at every convolution; or `same`: the size stays.
  public static func uNet(
    classes: Int = 2, channels: Int = 1, levels: Int = 4, width: Double = 1, size: Int = 572, padding: Padding = .valid,
    type: ElementType = .float32
  ) -> Architecture {
    checkArchitecture("U-Net", classes: classes, channels: channels, width: width, size: size)
    guard (1...8).contains(levels) else { stop("U-Net expects 1 to 8 levels; got \(levels).") }
    // What the lowest level has to give for one pixel of scores; from there, what goes in.
    let lost = padding == .valid ? 4 : 0
    let lowest = (0..<levels).reduce(1) { side, _ in (side + lost + 1) / 2 }
    let least = (0..<levels).reduce(lowest + lost) { side, _ in 2 * side + lost }
    return Architecture("U-Net", input: [size, size, channels], leastSide: least) {
      let filters = (0...levels).map { scaled(64 << $0, by: width) }
      func pair(_ channels: Int, _ filters: Int, name: String) -> Sequential {
        func convolution(_ channels: Int) -> Convolution2D {
          Convolution2D(channels, filters, window: 3, padding: padding, activation: .relu, type: type)
        }
        return Sequential(convolution(channels), convolution(filters), name: name)
      }
      let lowest: any Layer = pair(filters[levels - 1], filters[levels], name: "lowest")
      let all = (0..<levels).reversed().reduce(lowest) { inner, level in
        UNetLevel(
          down: pair(level == 0 ? channels : filters[level - 1], filters[level], name: "down"), inner: inner,
          enlarge: TransposedConvolution2D(filters[level + 1], filters[level], window: 2, padding: .valid, type: type),
          up: pair(2 * filters[level], filters[level], name: "up"))
      }
      return [all, Convolution2D(filters[0], classes, window: 1, type: type)]
    }
  }
}

/// A level of a U-Net: what its convolutions see on the way down is kept, and put beside what comes up from the level
/// below.
///
/// x: [n, height, width, channels] → [n, rows, columns, filters]
public struct UNetLevel: Layer {
  public let filters: Int
  public var name = "level" { didSet { owned.label(under: name) } }
  private let pool = MaxPool2D(2)
  private let owned: Parts

  /// - Parameters:
  ///   - inner: what becomes of the image of half the size.
  ///   - enlarge: brings it back to twice the size.
  public init(down: any Layer, inner: any Layer, enlarge: TransposedConvolution2D, up: any Layer) {
    owned = Parts(["down": down, "inner": inner, "enlarge": enlarge, "up": up])
    filters = enlarge.filters
    owned.label(under: name)
  }

  public var parts: [any Layer] { owned.layers }
  public var parameters: [Parameter] { owned.parameters }
  public var state: [Parameter] { owned.state }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    labelled {
      let kept = pass.run(owned.layers[0], on: x)
      check(
        kept, { $0.rank == 4 && $0[1] % 2 == 0 && $0[2] % 2 == 0 },
        wanted: "images whose sides are even after its convolutions, to halve them")
      let below = pass.run(owned.layers[1], on: pool(kept, in: pass))
      let grown = pass.run(owned.layers[2], on: below)
      return pass.run(owned.layers[3], on: concatenate([middle(of: kept, like: grown.shape), grown], axis: 3))
    }
  }

  /// The edge that was lost further down is cut off.
  private func middle(of x: Tensor, like other: Shape) -> Tensor {
    [1, 2].reduce(x) { x, axis in
      let start = (x.shape[axis] - other[axis]) / 2
      return start == 0 ? x : x.slice(start..<start + other[axis], axis: axis)
    }
  }

  public var description: String { "UNetLevel(\(filters))" }
}

extension PublishedNetwork {
  static let uNets = [
    PublishedNetwork(
      "U-Net", source: "Ronneberger, Fischer & Brox 2015, arXiv:1505.04597", parameters: 31_030_658,
      multiplyAccumulates: 150_428_424_448
    ) { .uNet() }
  ]
}
