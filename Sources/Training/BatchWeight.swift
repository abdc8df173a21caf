import Autodiff
import Networks
import Tensors

/// How the losses of batches become the loss of their examples together, as if these were one batch: every example counts
/// alike, however many are in its batch.
///
/// | the loss of a batch is | all together |
/// |---|---|
/// | a mean over its examples | the mean, each batch by its number of examples |
/// | a mean with weights, or without ignored labels: Σ w c / Σ w | the mean, each batch by its Σ w |
/// | a sum | the sum |
package enum BatchWeight {
  case examples
  /// Σ w, of which the batch's targets alone decide.
  case total(Tensor)
  case sum

  package init(of loss: Tensor) {
    if loss.primitive === Primitive.sum {
      self = .sum
      return
    }
    let totals = Graph(of: [loss]).totalWeights
    guard totals.count == 1, !Graph(of: totals).operations.contains(where: { $0.primitive === Primitive.parameter })
    else {
      self = .examples
      return
    }
    self = .total(totals[0])
  }

  var isSum: Bool { if case .sum = self { true } else { false } }
}

/// Losses of batches, put together.
struct BatchLosses {
  private var sum = 0.0
  private var weight = 0.0

  mutating func add(_ loss: Double, weight: Double) {
    // What weighs nothing adds nothing, whatever it is.
    if weight != 0 { sum += weight * loss }
    self.weight += weight
  }

  /// - Parameter isSum: the losses are sums, each of weight 1.
  func value(isSum: Bool) -> Double { isSum ? sum : weight == 0 ? 0 : sum / weight }
}

/// What each step of a course weighs in the loss of an epoch.
struct StepWeights {
  let areSums: Bool
  /// Of each program whose loss weighs its examples: Σ w, and the graph that tells which inputs it takes.
  private let totals: [(computation: Computation, graph: Graph)?]

  init(_ course: Course) {
    let weighing = course.programs.map { program in
      program.loss.map { BatchWeight(of: program.graph[$0].tensor) } ?? .examples
    }
    areSums = weighing.allSatisfy(\.isSum)
    totals = weighing.map {
      if case .total(let weight) = $0 { (Computation(weight), Graph(of: [weight])) } else { nil }
    }
  }

  func weight(of step: Int, in course: Course) -> Double {
    if areSums { return 1 }
    guard let total = totals[course.choosing(step)] else { return Double(course.exampleCount(of: step)) }
    for (input, contents) in course.feed(step) where total.graph.id(of: input) != nil {
      total.computation.set(input, contents)
    }
    return total.computation.value().scalar
  }
}
