import Autodiff
import Tensors

/// Larger images of the same content, without weights. Nearest: each pixel is repeated. Bilinear: new pixels lie between
/// the old ones and are weighted means of the nearest two in each direction; beyond the outermost they are equal to it.
///
/// x: [n, height, width, channels] → [n, height · factor, width · factor, channels]
///
/// Bilinear, along an axis: with factor f, pixel i lies at (i + ½) / f − ½ of the old ones. That is a product with a
/// fixed matrix for each axis.
public struct Upsampling2D: Layer {
  public enum Method: String, Sendable, CaseIterable { case nearest, bilinear }

  /// (down, to the right)
  public let factors: (Int, Int)
  public let method: Method
  public var name: String

  public init(_ factors: (Int, Int) = (2, 2), method: Method = .nearest, name: String = "upsampling") {
    checkSizes("Upsampling2D", ["factors": min(factors.0, factors.1)])
    self.factors = factors
    self.method = method
    self.name = name
  }

  public var parameters: [Parameter] { [] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 4 && $0[1] > 0 && $0[2] > 0 }, wanted: "images [n, height, width, channels]")
    return labelled {
      guard method == .bilinear else { return repeated(x, by: factors) }
      return interpolated(x, to: (x.shape[1] * factors.0, x.shape[2] * factors.1))
    }
  }

  public var description: String { "Upsampling2D(\(factors.0)×\(factors.1), \(method.rawValue))" }
}

extension Upsampling2D {
  public static let kind = LayerKind(
    Upsampling2D.self, formula: "zᵢ = x at the place i / factor", source: "",
    explanation: """
      Makes images larger without weights: by repeating each pixel, or by weighted means of the pixels that a new one \
      lies between.
      """,
    samples: Method.allCases.map { method in
      LayerSample([2, 2, 3, 2]) { _, _ in Upsampling2D((2, 3), method: method) }
    })
}
