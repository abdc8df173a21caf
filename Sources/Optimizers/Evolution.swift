import Autodiff
import Tensors

/// From the losses of a population to the next one, in operations. Its random numbers are draws by the seed and the
/// number of the generation, so any generation can be run again.
struct Evolution {
  /// Of the best individual.
  let bestLoss: Tensor
  let updates: [Assignment]

  /// - Parameters:
  ///   - losses: [population].
  ///   - t: the number of the generation, which the updates count on.
  init(_ algorithm: GeneticAlgorithm, _ genes: [Genes], losses: Tensor, seed: UInt64, t: Parameter) {
    var draws = Draws(seed: seed, t: t)
    bestLoss = phase(.loss) { (-max(-comparable(losses))).named("best loss") }
    updates = phase(.update) {
      let order = module("ranking") { ranking(comparable(losses)) }
      let parents = module("selection") { Self.parents(algorithm, order, &draws) }
      return [Assignment(t, t + 1)]
        + genes.flatMap { gene in
          let (population, name) = (gene.population, gene.parameter.name)
          let children = module("crossover") { Self.crossed(algorithm, population, parents, &draws, name) }
          let mutants = module("mutation") { Self.mutated(algorithm, children, &draws, name) }
          let elites = algorithm.elites == 0 ? [] : [population.rows(order.individuals.slice(0..<algorithm.elites))]
          let best = population.rows(order.individuals.slice(0..<1)).reshaped(gene.parameter.shape.sizes)
          return [
            Assignment(population, concatenate(elites + [mutants])), Assignment(gene.parameter, best),
          ]
        }
    }
  }

  /// The numbers of two parents for each child, [2 · children]: first all first parents, then all second ones. Each is
  /// the best ranked of a few individuals.
  private static func parents(_ algorithm: GeneticAlgorithm, _ order: Ranking, _ draws: inout Draws) -> Tensor {
    let count = 2 * algorithm.children
    let drawn = draws.whole(below: algorithm.population, [count * algorithm.tournament]).named("contenders")
    let ranks = order.ranks.rows(drawn).reshaped([count, algorithm.tournament])
    return order.individuals.rows(-max(-ranks, axes: [1])).named("parents")
  }

  /// [children, …], from the populations' rows with the parents' numbers.
  private static func crossed(
    _ algorithm: GeneticAlgorithm, _ population: Tensor, _ parents: Tensor, _ draws: inout Draws, _ name: String
  ) -> Tensor {
    let children = algorithm.children
    let first = population.rows(parents.slice(0..<children))
    let second = population.rows(parents.slice(children..<2 * children))
    switch algorithm.crossover {
    case .uniform:
      let isSecond = (draws.uniform(first.shape) .< 0.5).named("from second(\(name))")
      return select(isSecond, second, first)
    case .blend(let alpha):
      let share = (draws.uniform(first.shape) * (1 + 2 * alpha) - alpha).named("share of second(\(name))")
      return first + share * (second - first)
    }
  }

  private static func mutated(
    _ algorithm: GeneticAlgorithm, _ children: Tensor, _ draws: inout Draws, _ name: String
  ) -> Tensor {
    let isMutated = (draws.uniform(children.shape) .< algorithm.mutationRate).named("mutated(\(name))")
    let change = algorithm.mutationSize * draws.normal(children.shape)
    return children + isMutated * change
  }
}

/// NaN as the worst loss there is, so that an individual that overflowed is the last to be chosen.
private func comparable(_ losses: Tensor) -> Tensor {
  let worst = losses.elementType == .float32 ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
  return select(losses .== losses, losses, Tensor(worst, name: "worst", type: losses.elementType))
}

private struct Ranking {
  /// Of each individual, 0 for the best: [population].
  let ranks: Tensor
  /// Their numbers, the best first: [population].
  let individuals: Tensor
}

/// A rank counts the individuals that are better, or as good and before: so no two are equal, and nothing is sorted.
private func ranking(_ losses: Tensor) -> Ranking {
  let n = losses.shape.count
  func constant(_ name: String, _ shape: Shape, _ number: (Int, Int) -> Double) -> Tensor {
    Tensor(
      NDArray((0..<n * n).map { number($0 / n, $0 % n) }, shape: shape, type: losses.elementType), name: name)
  }
  let isBefore = constant("is before", [n, n]) { i, j in j < i ? 1 : 0 }
  let numbers = constant("number", [n, n]) { _, j in Double(j) }
  let places = constant("place", [n, n]) { i, _ in Double(i) }
  let own = losses.reshaped([n, 1]).broadcast(to: [n, n])
  let other = losses.reshaped([1, n]).broadcast(to: [n, n])
  let ranks = sum((other .< own) + (other .== own) * isBefore, axes: [1]).named("ranks")
  let isThere = ranks.reshaped([1, n]).broadcast(to: [n, n]) .== places
  return Ranking(ranks: ranks, individuals: sum(isThere * numbers, axes: [1]).named("individuals, best first"))
}

/// Random numbers of a generation; every draw by a seed of its own.
private struct Draws {
  private var seeds: RandomSource
  private let t: Tensor

  init(seed: UInt64, t: Tensor) {
    seeds = RandomSource(seed: seed, stream: 1)
    self.t = t
  }

  mutating func uniform(_ shape: Shape) -> Tensor { Autodiff.uniform(shape, seed: seeds.next(), counter: t) }

  /// 0 ..< bound.
  mutating func whole(below bound: Int, _ shape: Shape) -> Tensor { floor(uniform(shape) * Double(bound)) }

  /// Mean 0, standard deviation 1: Box & Muller 1958, doi:10.1214/aoms/1177706645.
  mutating func normal(_ shape: Shape) -> Tensor {
    let radius = sqrt(-2 * log(1 - uniform(shape)))
    return radius * cos(2 * Double.pi * uniform(shape))
  }
}
