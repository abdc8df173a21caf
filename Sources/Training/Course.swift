import Autodiff
import Datasets
import Networks
import Planning
import Tensors

/// What each step of a training runs: which program, and what its inputs hold.
struct Course {
  /// They change the same parameters, in the same order.
  let programs: [Program]
  /// Which of them a step runs.
  let choosing: (_ step: Int) -> Int
  let supply: Supply

  enum Supply {
    case feed(Feed)
    /// One pair of inputs for each program.
    case batches(Batches, [(inputs: Input, targets: Input)])
  }

  init(_ program: Program, _ supply: Supply) {
    self.init([program], choosing: { _ in 0 }, supply)
  }

  init(_ programs: [Program], choosing: @escaping (_ step: Int) -> Int, _ supply: Supply) {
    for program in programs where program.loss == nil || !program.repeats {
      stop("train(…) expects a program with a loss and updates: Program(loss: …, updates: …).")
    }
    programs.forEach(CallRecords.check)
    for (number, program) in programs.enumerated().dropFirst() {
      Self.checkSameParameters(programs[0], program, "program \(number + 1)")
    }
    self.programs = programs
    self.choosing = choosing
    self.supply = supply
  }

  /// Refuses programs that would each train, or remember, something of their own.
  private static func checkSameParameters(_ first: Program, _ other: Program, _ name: String) {
    let (wanted, own) = (first.assignments.map(\.parameter), other.assignments.map(\.parameter))
    guard wanted.elementsEqual(own, by: ===) else {
      let number = zip(wanted, own).prefix { $0 === $1 }.count
      let named = [wanted, own].map { $0.indices.contains(number) ? "'\($0[number].name)'" : "nothing more" }
      stop(
        "train(…) expects the same parameters and optimizer memory in the program for each size of batch; where the "
          + "first changes \(named[0]), \(name) changes \(named[1]) of its own. Make layers, parameters and "
          + "OptimizerMemory() once, outside of the closure.")
    }
  }

  func program(of step: Int) -> Program { programs[choosing(step)] }

  /// How many examples a step's loss is the mean of; 1 where a feed does not say.
  func exampleCount(of step: Int) -> Int {
    if case .batches(let batches, _) = supply { batches.count(of: step) } else { 1 }
  }

  /// The contents of a step's inputs as arrays.
  var feed: Feed {
    switch supply {
    case .feed(let feed): return Self.checked(feed)
    case .batches(let batches, let inputs):
      return { [choosing] step in
        let (batch, pair) = (batches[step], inputs[choosing(step)])
        return [(pair.inputs, batch.inputs), (pair.targets, batch.targets)]
      }
    }
  }

  /// Refuses a batch that does not have its input's shape, before it is copied.
  private static func checked(_ feed: @escaping Feed) -> Feed {
    { step in
      let batch = feed(step)
      for (input, contents) in batch
      where contents.shape != input.shape || contents.elementType != input.elementType {
        stop(
          shapes:
            "the input '\(input.name)' expects \(input.elementType) \(input.shape) at every step; got, at step \(step), "
            + "\(contents.elementType) \(contents.shape). A smaller last batch can be left out: "
            + "Batches(…, lastBatch: .dropped).")
      }
      return batch
    }
  }
}

/// Batches for two inputs of a program: batch `step` at training step `step`.
public struct BatchFeed {
  public let batches: Batches
  public let inputs: Input
  public let targets: Input

  /// What the inputs hold at a training step.
  public func callAsFunction(_ step: Int) -> [(input: Input, contents: NDArray)] {
    let batch = batches[step]
    return [(inputs, batch.inputs), (targets, batch.targets)]
  }
}

extension Batches {
  /// Puts batch `step` into two inputs at training step `step`.
  ///
  /// - Parameters:
  ///   - inputs: [size, …], the shape of a batch of the examples' inputs.
  ///   - targets: [size, …], of their targets.
  public func feed(_ inputs: Input, _ targets: Input) -> BatchFeed {
    BatchFeed(batches: self, inputs: inputs, targets: targets)
  }
}

extension BatchFeed {
  /// Copied straight to where a plan reads them, if every batch fits; otherwise as arrays, which are looked at.
  var supply: Course.Supply {
    let (examples, size) = (batches.examples, batches.size)
    func fits(_ input: Input, _ array: NDArray) -> Bool {
      input.elementType == array.elementType && input.shape.sizes == [size] + array.shape.sizes.dropFirst()
    }
    let areEqual = batches.lastBatch == .dropped || examples.count % size == 0
    return areEqual && fits(inputs, examples.inputs) && fits(targets, examples.targets)
      ? .batches(batches, [(inputs, targets)]) : .feed { self($0) }
  }
}

extension Run {
  /// A run over batches.
  public convenience init(_ program: Program, feed: BatchFeed) { self.init(program, feed: { feed($0) }) }
}

extension Stepper {
  /// Steps through a training over batches.
  public convenience init(_ program: Program, steps: Int = 1000, feed: BatchFeed) {
    self.init(program, steps: steps, feed: { feed($0) })
  }
}

extension Stepper {
  /// Steps through a training that has been run, whatever trained it: every operation of any of its steps.
  ///
  ///     let history = train(model, on: digits, …)
  ///     show(Stepper(history, at: 100))
  ///
  /// - Parameter step: where the cursor begins, counted from 0; a step that was made.
  public convenience init(_ history: History, at step: Int = 0) {
    let count = history.losses.count
    guard (0..<max(1, count)).contains(step) else {
      stop("Stepper(history, at:) expects a training step from 0 to \(max(0, count - 1)); got \(step).")
    }
    self.init(Run(copying: history.run), steps: history.losses.count, at: step)
  }
}
