import Tensors

/// A parameter's new numbers: the last operation of an update. `Assignment(w, w - 0.1 * gradient)`.
public struct Assignment {
  public let parameter: Parameter
  /// The new numbers.
  public let value: Tensor
  /// The event at which the parameter takes them.
  public let event: Tensor
  let schedule: Program.Schedule?

  /// - Parameter value: of the parameter's shape and element type.
  public init(_ parameter: Parameter, _ value: Tensor) { self.init(parameter, value, schedule: nil) }

  /// The count of the steps that a schedule is made for.
  package init(_ counter: Parameter, _ value: Tensor, scheduledFor steps: Int, by schedule: String) {
    self.init(counter, value, schedule: Program.Schedule(counter: counter, steps: steps, text: schedule))
  }

  /// The same change with other numbers, made at every so many steps only.
  package func replacing(_ value: Tensor, every steps: Int) -> Assignment {
    var schedule = schedule
    schedule?.interval *= steps
    return Assignment(parameter, value, schedule: schedule)
  }

  private init(_ parameter: Parameter, _ value: Tensor, schedule: Program.Schedule?) {
    self.parameter = parameter
    self.value = value
    self.schedule = schedule
    event = phase(.update) { Primitive.assign(parameter, value) }
  }
}

/// One training step as one list of operations: data, forward, loss, backward, clip, update. Running it again and
/// again, each time from the parameters that the last time assigned, is training.
public struct Program {
  public let graph: Graph
  /// The id of the loss; nil for a program that only goes forward.
  public let loss: Int?
  /// The parameters that the program changes, optimizer memory included, with the id of their value before and after.
  public let assignments: [(parameter: Parameter, before: Int, after: Int)]
  public let inputs: [(input: Input, id: Int)]
  /// What is made for a number of steps.
  package let schedules: [Schedule]

  /// A learning rate that ends after so many steps.
  package struct Schedule {
    /// Holds how many steps have been made.
    package let counter: Parameter
    package let steps: Int
    /// As it is printed.
    package let text: String
    /// It goes on at every so many steps of the program.
    package internal(set) var interval = 1
  }

  /// A whole training step.
  /// - Parameter watching: further values that the program computes, for showing.
  public init(loss: Tensor, updates: [Assignment], watching: [Tensor] = []) {
    self.init(loss: loss, outputs: [loss] + watching + updates.flatMap { [$0.parameter, $0.event] }, updates: updates)
  }

  /// A program that only computes: `Program(y)`, or several gradients.
  public init(_ outputs: Tensor...) { self.init(loss: nil, outputs: outputs, updates: []) }
  public init(_ outputs: [Tensor]) { self.init(loss: nil, outputs: outputs, updates: []) }

  /// A program that computes, and changes parameters without a loss.
  public init(_ outputs: [Tensor], updates: [Assignment]) {
    self.init(loss: nil, outputs: outputs + updates.flatMap { [$0.parameter, $0.event] }, updates: updates)
  }

  package init(loss: Tensor?, outputs: [Tensor], updates: [Assignment]) {
    let graph = Graph(of: outputs)
    self.graph = graph
    self.loss = loss.flatMap { graph.id(of: $0) }
    assignments = updates.map { ($0.parameter, graph.id(of: $0.parameter)!, graph.id(of: $0.event)!) }
    schedules = updates.compactMap(\.schedule)
    inputs = graph.operations.compactMap { operation in
      (operation.tensor as? Input).map { ($0, operation.id) }
    }
  }

  /// Does it change parameters, so that one training step leads to another?
  public var repeats: Bool { !assignments.isEmpty }
}

/// What each training step's inputs hold: a pure function of the step's number, so that any step can be run again.
public typealias Feed = (_ trainingStep: Int) -> [(input: Input, contents: NDArray)]
