import Autodiff
import Tensors

/// Images in another size, larger or smaller, without weights.
///
/// Along an axis of s pixels that become t, pixel i lies at (i + ½) · s/t − ½ of the old ones. Nearest: the old pixel
/// at i · s/t, rounded down. Bilinear: a weighted mean of the nearest two in each direction, and beyond the outermost
/// equal to it. Making images much smaller so skips pixels: an average pool sees all of them.
///
/// x: [n, height, width, channels] → [n, new height, new width, channels]
public struct Resize2D: Layer {
  /// (height, width)
  public let size: (Int, Int)
  public let method: Upsampling2D.Method
  public var name: String

  public init(_ size: (Int, Int), method: Upsampling2D.Method = .bilinear, name: String = "resize") {
    checkSizes("Resize2D", ["height": size.0, "width": size.1])
    self.size = size
    self.method = method
    self.name = name
  }

  public var parameters: [Parameter] { [] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 4 && $0[1] > 0 && $0[2] > 0 }, wanted: "images [n, height, width, channels]")
    return labelled {
      switch method {
      case .bilinear: return interpolated(x, to: size)
      case .nearest:
        return [(size.0, 1), (size.1, 2)].reduce(x) { x, item in
          let (wanted, axis) = item
          return wanted == x.shape[axis] ? x : x.slice((0..<wanted).map { $0 * x.shape[axis] / wanted }, axis: axis)
        }
      }
    }
  }

  public var description: String { "Resize2D(\(size.0)×\(size.1), \(method.rawValue))" }
}

/// Bilinear: a product with a fixed matrix for each axis.
func interpolated(_ x: Tensor, to size: (Int, Int)) -> Tensor {
  // [n, channels, height, width]
  let planes = x.transposed([0, 3, 1, 2])
  let wide = planes.matmul(means(x.shape[2], size.1, x.elementType))
  let tall = wide.transposed().matmul(means(x.shape[1], size.0, x.elementType))
  return tall.transposed([0, 3, 2, 1])
}

/// [old, new]: column i weighs the old pixels that new pixel i lies between.
private func means(_ old: Int, _ new: Int, _ type: ElementType) -> Tensor {
  var weights = NDArray(repeating: 0, shape: [old, new], type: type)
  for i in 0..<new {
    let place = max((Double(i) + 0.5) * Double(old) / Double(new) - 0.5, 0)
    let before = min(Int(place), old - 1)
    let share = place - Double(before)
    weights[before, i] += 1 - share
    weights[min(before + 1, old - 1), i] += share
  }
  return Tensor(weights, name: "means")
}

extension Resize2D {
  public static let kind = LayerKind(
    Resize2D.self, formula: "zᵢ = x at the place (i + ½) · old size / new size − ½", source: "",
    explanation: """
      Images in another size, without weights: each new pixel is the old one that lies there, or a weighted mean of those \
      that it lies between.
      """,
    samples: [
      LayerSample([2, 3, 4, 2]) { _, _ in Resize2D((5, 3)) },
      LayerSample([2, 3, 4, 2]) { _, _ in Resize2D((5, 3), method: .nearest) },
    ])
}
