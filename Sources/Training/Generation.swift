import Autodiff
import Tensors

/// A generation of a genetic algorithm, looked at: how well each individual did, and where it came from.
public struct Generation: Sendable {
  public struct Individual: Sendable, Equatable {
    public let origin: Origin
    /// All its parameters, one after another, in the order of the model's parameters.
    public let genes: [Double]
    /// On the generation's batch.
    public let loss: Double
    /// 0 for the best.
    public let rank: Int
  }

  public enum Origin: Sendable, Equatable {
    /// Of the first population.
    case first
    /// One of the best before, unchanged.
    case elite(of: Int)
    /// - Parameters:
    ///   - parents: their numbers in the generation before.
    ///   - shares: how much of each gene comes from the second parent: 0 or 1 where genes are not blended.
    ///   - mutated: which genes were mutated then.
    case child(parents: [Int], shares: [Double], mutated: [Bool])
  }

  /// Counted from 0.
  public let number: Int
  public let individuals: [Individual]

  public var best: Individual { individuals.first { $0.rank == 0 }! }
}

extension History {
  /// A generation of a training by a genetic algorithm; nil when this was no such training, or the step was not made.
  public func generation(_ number: Int) -> Generation? {
    guard losses.indices.contains(number) else { return nil }
    run.load(step: max(number - 1, 0))
    guard run.program.graph.id(named: "ranks") != nil else { return nil }
    run.finishStep()
    let before = number == 0 ? nil : Ancestry(run)
    run.load(step: number)
    run.finishStep()
    let (losses, ranks) = (run.value(named: "losses"), run.value(named: "ranks"))
    let genes = run.genes
    return Generation(
      number: number,
      individuals: losses.indices.map { i in
        Generation.Individual(
          origin: before?.origin(of: i) ?? .first, genes: genes[i], loss: losses[i], rank: Int(ranks[i]))
      })
  }
}

/// How the generation after the loaded one comes about.
private struct Ancestry {
  private let elites: [Double]
  private let parents: [Double]
  private let shares: [[Double]]
  private let mutated: [[Double]]

  init(_ run: Run) {
    parents = run.value(named: "parents")
    elites = Array(run.value(named: "individuals, best first").dropLast(parents.count / 2))
    let children = parents.count / 2
    shares = run.rows(named: ["from second(", "share of second("], count: children)
    mutated = run.rows(named: ["mutated("], count: children)
  }

  func origin(of individual: Int) -> Generation.Origin {
    guard individual >= elites.count else { return .elite(of: Int(elites[individual])) }
    let child = individual - elites.count
    return .child(
      parents: [parents[child], parents[parents.count / 2 + child]].map { Int($0) }, shares: shares[child],
      mutated: mutated[child].map { $0 == 1 })
  }
}

extension Run {
  fileprivate func value(named name: String) -> [Double] {
    execution.value(program.graph.id(named: name)!).doubles
  }

  /// The rows of all values whose names begin so, in the order of the program, side by side.
  fileprivate func rows(named prefixes: [String], count: Int) -> [[Double]] {
    let found = program.graph.operations.filter { operation in prefixes.contains { operation.name.hasPrefix($0) } }
    return sideBySide(found.map { execution.value($0.id) }, count: count)
  }

  /// Of every individual before the loaded step's end.
  fileprivate var genes: [[Double]] {
    let populations = program.assignments.filter { $0.parameter.name.hasPrefix("population(") }
    return sideBySide(
      populations.map { execution.value($0.before) }, count: populations[0].parameter.shape[0])
  }

  private func sideBySide(_ arrays: [NDArray], count: Int) -> [[Double]] {
    (0..<count).map { row in
      arrays.flatMap { array in
        let width = array.count / count
        return (row * width..<(row + 1) * width).map { array[at: $0] }
      }
    }
  }
}
