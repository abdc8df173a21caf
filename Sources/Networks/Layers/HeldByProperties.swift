import Autodiff
import Tensors

/// The layers and parameters that a layer's stored properties hold, in the order of their declaration: by themselves, in
/// optionals, arrays, tuples and structs. What a layer in it holds is that layer's.
struct HeldByProperties {
  private(set) var layers: [any Layer] = []
  private(set) var parameters: [Parameter] = []

  init(of layer: any Layer) {
    var mirror: Mirror? = Mirror(reflecting: layer)
    while let next = mirror {
      for (_, value) in next.children { add(value) }
      mirror = next.superclassMirror
    }
  }

  private mutating func add(_ value: Any) {
    switch value {
    case let parameter as Parameter: parameters.append(parameter)
    case is Activation, is NDArray: break
    case let layer as any Layer: layers.append(layer)
    default:
      let mirror = Mirror(reflecting: value)
      switch mirror.displayStyle {
      case .optional, .struct, .tuple, .enum: for (_, inner) in mirror.children { add(inner) }
      case .collection where Self.mayHoldLayers(mirror): for (_, inner) in mirror.children { add(inner) }
      case .dictionary where Self.mayHoldLayers(mirror):
        var inner = HeldByProperties()
        for (_, entry) in mirror.children { inner.add(entry) }
        guard inner.layers.isEmpty, inner.parameters.isEmpty else {
          stop("A layer holds others in a dictionary, which has no order. Hold them in an array or in properties.")
        }
      default: break
      }
    }
  }

  private init() {}

  /// Thousands of numbers are not looked at one by one.
  private static func mayHoldLayers(_ mirror: Mirror) -> Bool {
    guard let first = mirror.children.first?.value else { return false }
    return first is Parameter || first is any Layer || Mirror(reflecting: first).displayStyle != nil
  }
}
