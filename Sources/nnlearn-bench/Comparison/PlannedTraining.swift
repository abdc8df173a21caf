import Autodiff
import Planning
import Tensors

/// A training on a plan: batches of examples in a given order, and another plan of the same parameters for the exam.
final class PlannedTraining: Workload {
  /// One side of the examples: a row of numbers for each.
  struct Side {
    let input: Input
    let rows: [Float]

    fileprivate var batch: Int { input.shape[0] }
    fileprivate var width: Int { input.shape.count / batch }

    /// The rows of these examples, side by side.
    fileprivate func copy(_ examples: ArraySlice<Int>, into numbers: UnsafeMutableBufferPointer<Float>) {
      rows.withUnsafeBufferPointer { all in
        for (place, example) in examples.enumerated() {
          (numbers.baseAddress! + place * width).update(from: all.baseAddress! + example * width, count: width)
        }
      }
    }
  }

  private let steps: Int
  /// Which examples each step of all epochs takes; nil where every step takes all.
  private let order: [Int]?
  private let sides: [Side]
  private let examSides: [Side]
  private let rate: Input?
  private let training: Plan
  private let exam: Plan

  /// - Parameters:
  ///   - steps: in an epoch.
  ///   - order: epoch after epoch.
  ///   - rate: the learning rate's place in the program, where it changes from step to step.
  init(
    _ program: Program, _ sides: [Side], steps: Int, order: [Int]?, rate: Input? = nil, exam: Program,
    _ examSides: [Side], threads: Int
  ) throws {
    (self.steps, self.order, self.sides, self.examSides, self.rate) = (steps, order, sides, examSides, rate)
    let state = PlanState()
    training = try Plan(program, threads: threads, state: state)
    self.exam = try Plan(exam, threads: threads, state: state)
  }

  var plan: Plan? { training }

  func prepare() {
    training.loadLeaves()
    load(0..<sides[0].batch, sides)
  }

  func epoch(_ epoch: Int) {
    for step in 0..<steps {
      let first = (epoch * steps + step) * sides[0].batch
      if order != nil { load(first..<first + sides[0].batch, sides, by: order) }
      rate.map { training.bytes(of: $0).storeBytes(of: Float(1 - 0.9 * Double(step) / 100), as: Float.self) }
      training.run()
    }
  }

  func finalLoss() -> Double {
    load(0..<examSides[0].batch, examSides)
    exam.run()
    return exam.loss
  }

  private func load(_ places: Range<Int>, _ sides: [Side], by order: [Int]? = nil) {
    let examples = (order ?? Array(places))[places]
    for side in sides { side.copy(examples, into: training.bytes(of: side.input).bindMemory(to: Float.self)) }
  }
}

/// One product of two matrices.
final class PlannedProduct: Workload {
  private let product: Tensor
  let planned: Plan

  init(_ a: NDArray, _ b: NDArray, threads: Int) throws {
    product = Input("a", a).matmul(Parameter("b", b))
    planned = try Plan(Program(product), threads: threads)
  }

  var plan: Plan? { planned }

  func prepare() {}
  func epoch(_ epoch: Int) { planned.run() }

  func finalLoss() -> Double {
    let numbers = planned.value(of: product).doubles
    return numbers.reduce(0, +) / Double(numbers.count)
  }
}
