import Autodiff
import Tensors

extension Program {
  /// One generation of a genetic algorithm as a training step: the loss of every individual, then the next population. Its
  /// own loss is that of the best individual, which the parameters are given.
  ///
  ///     let program = Program(evolving: loss, over: model.parameters, by: GeneticAlgorithm(), seed: 1)
  ///
  /// Its graph holds the forward operations once for each individual.
  ///
  /// - Parameters:
  ///   - parameters: what evolves; one that is listed twice is one.
  ///   - seed: of the first population and of every draw after it.
  ///   - memory: holds the population; shared with other programs that train the same parameters.
  ///   - alongside: further changes of each training step, such as those of a training pass: `pass.updates`.
  ///   - watching: further values that the program computes, for showing.
  public init(
    evolving loss: Tensor, over parameters: [Parameter], by algorithm: GeneticAlgorithm, seed: UInt64,
    memory: OptimizerMemory = .automatic(), alongside others: [Assignment] = [], watching: [Tensor] = []
  ) {
    guard loss.shape.count == 1 else {
      stop(shapes: "Program(evolving:) expects a loss of one number; got \(loss.shape).")
    }
    guard !parameters.isEmpty else { stop("Program(evolving:, over:) expects at least one parameter; got none.") }
    var random = RandomSource(seed: seed)
    let genes = parameters.distinct.map { w in
      Genes(
        parameter: w,
        population: memory.slot("population", of: w) { algorithm.firstGeneration(of: w, using: &random) })
    }
    let evolution = Evolution(
      algorithm, genes, losses: losses(of: genes, loss: loss, count: algorithm.population), seed: seed,
      t: memory.number("generation", type: loss.elementType))
    self.init(loss: evolution.bestLoss, updates: evolution.updates + others, watching: watching)
  }
}

/// A parameter of the model, and the same parameter of every individual: [population, …].
struct Genes {
  let parameter: Parameter
  let population: Parameter

  func individual(_ number: Int) -> Tensor {
    population.slice(number..<number + 1).reshaped(parameter.shape.sizes)
  }
}

/// The loss of every individual, [population]: the loss's operations again and again, each time on other parameters.
private func losses(of genes: [Genes], loss: Tensor, count: Int) -> Tensor {
  let each = (0..<count).map { number in
    module("individual \(number)") {
      let own = phase(.forward) { genes.map { ($0.parameter as Tensor, $0.individual(number)) } }
      return rebuilt(loss, with: own).reshaped([1])
    }
  }
  return phase(.loss) { concatenate(each).named("losses") }
}

/// The same computation with other tensors in place of some of those that it starts from.
private func rebuilt(_ output: Tensor, with replacements: [(Tensor, Tensor)]) -> Tensor {
  let graph = Graph(of: [output])
  var made = graph.operations.map(\.tensor)
  for (old, new) in replacements { if let id = graph.id(of: old) { made[id] = new } }
  for operation in graph.operations where !operation.isLeaf {
    let operands = graph.operands(of: operation.id)
    guard operands.contains(where: { made[$0] !== graph[$0].tensor }) else { continue }
    made[operation.id] = phase(operation.phase) {
      inModules(operation.tensor.module[...]) {
        do {
          return try operation.primitive.apply(operands.map { made[$0] }, operation.attributes)
            .named(operation.name)
        } catch {
          stop("An individual of the population cannot be computed as its model is: \(error)")
        }
      }
    }
  }
  return made[graph.outputs[0]]
}

private func inModules(_ path: ArraySlice<String>, _ body: () -> Tensor) -> Tensor {
  guard let first = path.first else { return body() }
  return module(first) { inModules(path.dropFirst(), body) }
}
