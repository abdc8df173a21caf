import Autodiff
import Tensors

/// A network as a table: each layer with the shape that comes out of it, its parameters and its FLOPs.
///
///     print(summary(of: network, input: [28, 28, 1]))
///
/// FLOPs (multiplications, additions and function values) are counted in the graph of one example's evaluation pass.
public struct ModelSummary: Sendable {
  /// One layer. A block's numbers are those of everything in it, whose rows follow.
  public struct Row: Sendable, Equatable {
    /// From the outside in: ["block 2", "dense 1"].
    public let path: [String]
    /// "Dense(4 → 2)"; of a block its kind: "Residual".
    public let layer: String
    /// Of one example; nil when the input's shape is not known.
    public let output: Shape?
    /// How many numbers training changes.
    public let parameters: Int
    /// How many numbers training passes change beside them.
    public let notTrained: Int
    /// nil when the input's shape is not known.
    public let flops: Int?
    /// Those of convolutions and matrix products, as papers give the cost of a network: see `Operation.multiplyAccumulates`.
    public let multiplyAccumulates: Int?
  }

  /// The shape of one example; nil when it is not known.
  public let input: Shape?
  public let rows: [Row]
  /// Of the whole network; its path is empty.
  public let total: Row

  init(input: Shape?, rows: [Row], total: Row) {
    self.input = input
    self.rows = rows
    self.total = total
  }

  /// - Parameter input: the shape of one example; may be left out where the layers know it.
  public init(of model: any Layer, input: Shape? = nil) {
    let input = input ?? Self.knownInput(of: model)
    self.input = input
    let visits = Visits()
    let graph = input.map { Self.graph(of: model, input: $0, visits) }
    /// - Parameter visited: the names from the model itself on.
    func row(_ layer: any Layer, _ path: [String], visited: [String]) -> Row {
      let visit = visits.found[visited]
      func sum(_ count: (Operation) -> Int) -> Int? {
        visit.flatMap { visit in graph.map { visit.sum(in: $0, of: count) } }
      }
      return Row(
        path: path, layer: layer.parts.isEmpty ? layer.signature : "\(type(of: layer))",
        output: visit.map { Shape(Array($0.output.shape.sizes.dropFirst())) }, parameters: Self.count(layer.parameters),
        notTrained: Self.count(layer.state), flops: sum(\.flops), multiplyAccumulates: sum(\.multiplyAccumulates))
    }
    func rows(_ layer: any Layer, _ path: [String]) -> [Row] {
      layer.labelledParts.flatMap { label, part -> [Row] in
        let inner = path + [label]
        guard graph == nil || visits.found[[model.name] + inner] != nil else { return [] }
        return [row(part, inner, visited: [model.name] + inner)] + rows(part, inner)
      }
    }
    let inside = rows(model, [])
    self.rows = inside.isEmpty ? [row(model, [model.name], visited: [model.name])] : inside
    total = row(model, [], visited: [model.name])
  }

  package static func knownInput(of model: any Layer) -> Shape? {
    if let input = (model as? Sequential)?.input ?? (model as? Architecture)?.input { return input }
    if case .size(let size) = model.rowInput { return [size] }
    return nil
  }

  private static func graph(of model: any Layer, input: Shape, _ visits: Visits) -> Graph {
    let type = model.kept.first?.elementType ?? .float32
    let x = Input("x", NDArray(repeating: 0, shape: Shape([1] + input.sizes), type: type))
    return Graph(of: [Pass(.evaluation, noting: visits).run(model, on: x)])
  }

  /// Numbers of parameters, each parameter counted once.
  private static func count(_ parameters: [Parameter]) -> Int {
    parameters.distinct.reduce(0) { $0 + $1.shape.count }
  }
}

/// A table of a network's layers.
///
/// - Parameter input: the shape of one example; may be left out where the layers know it.
public func summary(of model: any Layer, input: Shape? = nil) -> ModelSummary { ModelSummary(of: model, input: input) }

/// What came out of each layer in one pass, and where it was built.
final class Visits {
  struct Visit {
    /// Of the last time that the pass went through it.
    var output: Tensor
    /// Serial numbers of what was built in the layer, once for each time that the pass went through it.
    var built: [Range<UInt64>]

    func sum(in graph: Graph, of count: (Operation) -> Int) -> Int {
      graph.operations.reduce(0) { total, operation in
        built.contains { $0.contains(operation.tensor.serial) } ? total + count(operation) : total
      }
    }
  }

  private var path: [String] = []
  /// For each layer on the path, its parts.
  private var parts: [[(label: String, layer: any Layer)]] = []
  private(set) var found: [[String]: Visit] = [:]

  func noted(_ layer: any Layer, _ body: () -> Tensor) -> Tensor {
    path.append(label(of: layer))
    parts.append(layer.labelledParts)
    defer { _ = (path.removeLast(), parts.removeLast()) }
    let start = Tensor(0).serial
    let z = body()
    found[path, default: Visit(output: z, built: [])].output = z
    found[path]!.built.append(start..<Tensor(0).serial)
    return z
  }

  /// As the parts of the layer around it are told apart. Of equal ones, the first that has not been gone through.
  private func label(of layer: any Layer) -> String {
    let same = (parts.last ?? []).filter { $0.layer.isSame(as: layer) }.map(\.label)
    if same.contains(layer.name) { return layer.name }
    return same.first { found[path + [$0]] == nil } ?? same.last ?? layer.name
  }
}
