import Autodiff
import Networks
import Tensors

/// What a computation would cost by a table of published figures: a model's answer, never a measurement. Counts are
/// exact; joules are within a factor of perhaps 3 to 10 of a real chip, and ratios between networks better than that.
///
///     print(EnergyEstimate(of: Architecture.resNet50()))     // a table by layer
///     EnergyEstimate(of: plan.costs, examples: 32).total     // of a plan: from … to, in joules for one example
///
/// Every number that is read or written is taken to come from memory outside of the chip. The bounds: a word there
/// costs the least or the greatest of the table; a batch reads the weights once, or each example does; an operation
/// that is no multiply–add costs as much as an addition, or as a multiplication.
public struct EnergyEstimate: Sendable {
  /// One layer, or all. Joules for one example.
  public struct Row: Sendable, Equatable {
    public let cost: OperationCost
    public let arithmetic: ClosedRange<Double>
    public let memory: ClosedRange<Double>
    /// With the usual figure for memory and the weights read once for the batch.
    public let usual: Double
    public var total: ClosedRange<Double> {
      arithmetic.lowerBound + memory.lowerBound...arithmetic.upperBound + memory.upperBound
    }
  }

  public let table: EnergyTable
  public let examples: Int
  public let rows: [Row]
  public let whole: Row

  /// - Parameters:
  ///   - costs: of one batch.
  ///   - examples: how many the batch has.
  ///   - depth: how far down layers are told apart; 0: not at all.
  public init(of costs: [OperationCost], examples: Int = 1, by table: EnergyTable = .float32, depth: Int = 1) {
    guard examples > 0, depth >= 0 else {
      stop("EnergyEstimate expects 1 example or more and a depth of 0 or more; got \(examples) and \(depth).")
    }
    self.table = table
    self.examples = examples
    rows = Self.layers(of: costs, depth: depth).map { Self.row($0, examples, table) }
    whole = Self.row(.sum(costs, label: "total"), examples, table)
  }

  /// Of a network in use, every operation by itself.
  ///
  ///     print(EnergyEstimate(of: Architecture.mobileNetV2(), examples: 32))
  ///
  /// - Parameter input: the shape of one example; may be left out where the layers know it.
  public init(
    of model: any Layer, input: Shape? = nil, examples: Int = 1, by table: EnergyTable = .float32, depth: Int = 1
  ) {
    guard let input = input ?? ModelSummary.knownInput(of: model) else {
      stop("EnergyEstimate expects the shape of one example of \(model.signature): input: [28, 28, 1].")
    }
    let type = model.parameters.first?.elementType ?? .float32
    let x = Input("x", .zeros(Shape([Swift.max(examples, 1)] + input.sizes), type: type))
    self.init(of: Graph(of: [model(x)]).costs, examples: examples, by: table, depth: depth)
  }

  /// In joules for one example.
  public var total: ClosedRange<Double> { whole.total }
  /// With the usual figure for memory, in joules for one example.
  public var usual: Double { whole.usual }

  private static func layers(of costs: [OperationCost], depth: Int) -> [OperationCost] {
    var order: [[String]] = []
    var found: [[String]: [OperationCost]] = [:]
    for cost in costs {
      let layer = Array(cost.module.prefix(depth))
      if found[layer] == nil { order.append(layer) }
      found[layer, default: []].append(cost)
    }
    return order.map { .sum(found[$0]!, label: $0.isEmpty ? "other" : $0.joined(separator: "."), module: $0) }
  }

  private static func row(_ cost: OperationCost, _ examples: Int, _ table: EnergyTable) -> Row {
    let (n, picojoule) = (Double(examples), 1e-12)
    let products = Double(cost.multiplyAccumulates) * (table.multiplication + table.addition)
    let others = [table.addition, table.multiplication].map { Double(cost.otherOperations) * $0 }
    let arithmetic = others.map { (products + $0) * picojoule / n }
    let activations = Double(cost.activationsRead + cost.activationsWritten) / n
    let words = { (weights: Double) in (activations + weights) * Double(table.bytesPerNumber) / 4 * picojoule }
    let (shared, own) = (words(Double(cost.weightsRead) / n), words(Double(cost.weightsRead)))
    return Row(
      cost: cost, arithmetic: arithmetic.min()!...arithmetic.max()!,
      memory: shared * table.word.lowerBound...own * table.word.upperBound,
      usual: arithmetic[0] + shared * table.usualWord)
  }
}

extension Graph {
  /// As papers count: only convolutions and products with weights, each of which reads its weights, and writes
  /// results that are read once. What lies between them (normalisation, activations, pools) is left out.
  public var productCosts: [OperationCost] {
    costs.filter { $0.multiplyAccumulates > 0 }.map {
      OperationCost(
        label: $0.label, module: $0.module, multiplyAccumulates: $0.multiplyAccumulates, otherOperations: 0,
        weightsRead: $0.weightsRead, activationsRead: $0.activationsWritten, activationsWritten: $0.activationsWritten)
    }
  }
}
