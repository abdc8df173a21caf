import Autodiff
import Datasets
import Foundation
import Networks
import Optimizers
import Parallel
import Tensors
import Training

/// 37 made-up examples with a curved boundary, in Float64, of three classes; a small network for them.
func task() -> (model: Sequential, examples: Examples) {
  var random = RandomSource(seed: 3)
  let inputs = NDArray.normal([37, 4], type: .float64, using: &random)
  let labels = (0..<37).map { row in Double(Int(abs(inputs[row, 0] * inputs[row, 1] + inputs[row, 2]) * 2) % 3) }
  let model = Sequential(
    Dense(4, 6, activation: .tanh, type: .float64, using: &random), Dense(6, 3, type: .float64, using: &random))
  return (model, Examples(inputs: inputs, targets: NDArray(labels, type: .float64)))
}

/// The bits of numbers, exactly.
func hex(_ numbers: [Double]) -> String { numbers.map { String($0.bitPattern, radix: 16) }.joined(separator: " ") }

func train(_ ranks: Int, _ averaging: Averaging = .gradients, _ place: RankPlace = .processes()) throws {
  let (model, examples) = task()
  let history = try trainInParallel(
    model, on: examples, ranks: ranks, place: place, batchSize: 8, epochs: 4, loss: .softmaxCrossEntropy,
    by: Adam(learningRate: 0.05).clipped(norm: 1), averaging: averaging, seed: 5)
  print(hex(history.losses))
  print(hex(model.parameters.flatMap { $0.value.doubles }))
}

func attempt(_ body: () throws -> Void) {
  let start = ContinuousClock.now
  do { try body() } catch {
    print("problem: \(error)")
    if let problem = error as? ParallelProblem { print("ranks: \(problem.ranks) step: \(problem.step ?? -1)") }
  }
  print("seconds: \((ContinuousClock.now - start) / .seconds(1))")
}

/// Ranks that sum ten times; one of them does something else at step 5.
func sums(_ ranks: Int, patience: Duration = .seconds(10), _ atFive: @escaping (any Communicator) -> Void) throws {
  _ = try inParallel(ranks: ranks, on: .processes(patience: patience)) { ranks in
    for step in 0..<10 {
      ranks.begin(step: step)
      if step == 5 { atFive(ranks) }
      _ = ranks.sum(NDArray([Double(ranks.rank)]))
    }
    return []
  }
}

let words = Array(CommandLine.arguments.dropFirst())
let count = words.count > 1 ? Int(words[1]) ?? 2 : 2
switch words.first {
case "train": attempt { try train(count) }
case "simulate": attempt { try train(count, .gradients, .simulated(Cluster())) }
case "local": attempt { try train(count, .parameters(every: 3)) }
case "local-simulated": attempt { try train(count, .parameters(every: 3), .simulated(Cluster())) }
case "messages":
  attempt {
    let result = try inParallel(ranks: count) { ranks in
      // A ring: each sends to the next, a megabyte, more than a pipe holds.
      let own = NDArray((0..<200_000).map { Double($0 + ranks.rank) }, type: .float64)
      let (next, last) = ((ranks.rank + 1) % ranks.count, (ranks.rank + ranks.count - 1) % ranks.count)
      let received: NDArray
      if ranks.rank % 2 == 0 {
        ranks.send(own, to: next)
        received = ranks.receive(from: last)
      } else {
        received = ranks.receive(from: last)
        ranks.send(own, to: next)
      }
      ranks.barrier()
      let large = ranks.sum(NDArray((0..<300_000).map { Double($0 % 7) * 0.1 + Double(ranks.rank) }, type: .float64))
      return [
        NDArray([received[199_999]], type: .float64), ranks.broadcast(NDArray([Double(ranks.rank)]), from: 1),
        NDArray([large[0], large[299_999]], type: .float64), ranks.gather(NDArray([Double(ranks.rank)]))[count - 1],
      ]
    }
    for answer in result.answers { print(hex(answer.flatMap(\.doubles))) }
  }
case "kill": attempt { try sums(count) { if $0.rank == 1 { kill(getpid(), SIGKILL) } } }
case "trap": attempt { try sums(count) { if $0.rank == 1 { fatalError("out of patience") } } }
case "leave": attempt { try sums(count) { if $0.rank == 1 { exit(3) } } }
case "hang":
  attempt { try sums(count, patience: .milliseconds(300)) { if $0.rank == 1 { while true { usleep(10_000) } } } }
case "freeze":
  attempt { try sums(count, patience: .milliseconds(300)) { if $0.rank == 1 { kill(getpid(), SIGSTOP) } } }
case "part":
  attempt {
    _ = try inParallel(ranks: count, on: .processes(patience: .milliseconds(300))) { ranks in
      if ranks.rank != 1 { ranks.barrier() }
      return []
    }
  }
case "deadlock":
  attempt {
    _ = try inParallel(ranks: count, on: .processes(patience: .milliseconds(300))) { ranks in
      [ranks.receive(from: (ranks.rank + 1) % ranks.count)]
    }
  }
case "differ":
  attempt {
    _ = try inParallel(ranks: count) { ranks in
      ranks.expectSame("program", ranks.rank == 1 ? "y = 2 x" : "y = x")
      return []
    }
  }
case "shapes": attempt { try sums(count) { if $0.rank == 1 { _ = $0.sum(NDArray([1, 2])) } } }
case "throw":
  attempt {
    _ = try inParallel(ranks: count) { ranks in
      if ranks.rank == 1 { throw CocoaError(.fileNoSuchFile) }
      return []
    }
  }
case "cancel":
  attempt {
    // Whoever has started this program may have held the signal back.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGALRM)
    sigprocmask(SIG_UNBLOCK, &signals, nil)
    signal(SIGALRM) { _ in Cancellation.request() }
    alarm(1)
    _ = try inParallel(ranks: count) { _ in while true { usleep(10_000) } }
  }
case "none": attempt { _ = try inParallel(ranks: 0) { _ in [] } }
case "crowd":
  attempt {
    let (model, examples) = task()
    try trainInParallel(
      model, on: examples, ranks: count, batchSize: 4, epochs: 1, loss: .softmaxCrossEntropy, by: Adam())
  }
case "often":
  attempt {
    for _ in 0..<50 { _ = try inParallel(ranks: count) { ranks in [ranks.sum(NDArray([1]))] } }
    for _ in 0..<50 {
      do { try sums(count) { if $0.rank == 1 { kill(getpid(), SIGKILL) } } } catch {}
    }
    print("open: \(try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count)")
    var status: Int32 = 0
    print("children: \(waitpid(-1, &status, WNOHANG))")
  }
default: print("nnlearn-ranks expects a word, such as train, kill or hang, and a number of ranks; got \(words).")
}
