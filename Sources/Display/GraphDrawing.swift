/// A computation graph as data. Layout depends only on `structure` (ids, labels, shapes, modules, edges), so that
/// stepping re-colours and re-labels without moving anything.
public struct GraphDrawing: Codable, Sendable, Equatable {
  public var title: String
  public var nodes: [Node]
  public var edges: [Edge]
  public var direction: Direction
  public var alternativeText: String?

  public init(
    title: String, nodes: [Node], edges: [Edge], direction: Direction = .leftToRight, alternativeText: String? = nil
  ) {
    self.title = title
    self.nodes = nodes
    self.edges = edges
    self.direction = direction
    self.alternativeText = alternativeText
  }

  public enum Direction: String, Codable, Sendable { case leftToRight, topToBottom }

  /// How the cursor of a stepper sees a node. `pending` is drawn hollow with a dash, never as 0.
  public enum State: String, Codable, Sendable { case plain, pending, computed, current, operand }

  public struct Node: Codable, Sendable, Equatable {
    /// Counted from 0, stable from run to run.
    public var id: Int
    /// Whether it is drawn with its number, "%7": an operation is, a question of a decision tree is not.
    public var isNumbered: Bool
    /// "w", "hidden", or "" for an unnamed intermediate.
    public var name: String
    /// "×", "matmul", "tanh"; "" for a leaf.
    public var symbol: String
    public var role: Role
    public var phase: Phase
    /// "[32, 4]"; "" for a scalar.
    public var shape: String
    /// Module path from the outside in: ["layer 2", "Dense"]; nodes that share a prefix are boxed together.
    public var module: [String]
    /// Formatted scalar or summary; "" when there is none or it is pending.
    public var value: String
    /// "" for a node that gets none, "–" for one that is still to come: room is kept for it.
    public var gradient: String
    /// Small pictures of value and gradient, for matrices.
    public var valueMap: HeatMap?
    public var gradientMap: HeatMap?
    public var state: State
    /// "non-finite", "saturated", "dead unit"
    public var flags: [String]

    public init(
      id: Int, name: String = "", symbol: String = "", role: Role = .intermediate, phase: Phase = .forward,
      shape: String = "", module: [String] = [], value: String = "", gradient: String = "", valueMap: HeatMap? = nil,
      gradientMap: HeatMap? = nil, state: State = .plain, flags: [String] = [], isNumbered: Bool = true
    ) {
      self.id = id
      self.isNumbered = isNumbered
      self.name = name
      self.symbol = symbol
      self.role = role
      self.phase = phase
      self.shape = shape
      self.module = module
      self.value = value
      self.gradient = gradient
      self.valueMap = valueMap
      self.gradientMap = gradientMap
      self.state = state
      self.flags = flags
    }
  }

  /// One edge per argument use: x·x has two. `position` (from 1) is set only where the order of arguments matters.
  public struct Edge: Codable, Sendable, Equatable {
    public var from: Int
    public var to: Int
    public var position: Int?

    public init(from: Int, to: Int, position: Int? = nil) {
      self.from = from
      self.to = to
      self.position = position
    }
  }
}

/// The phases of one training step, in order.
public enum Phase: String, Codable, Sendable, CaseIterable, Comparable {
  case data, forward, loss, backward, clip, update, evaluate

  public static func < (a: Phase, b: Phase) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }
}
