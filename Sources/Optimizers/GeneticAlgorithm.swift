import Autodiff
import Tensors

/// Training without gradients: a population of networks, of which the better ones have children that mix their parameters
/// and differ a little. Holland 1975, "Adaptation in natural and artificial systems"; on the weights of networks Montana &
/// Davis 1989, IJCAI.
///
///     1. evaluate       the loss of every individual on the batch
///     2. select         a parent is the best of a few that are drawn at random: Goldberg & Deb 1991, FOGA
///     3. cross          each parameter of a child comes from one parent or the other, or from between them
///     4. mutate         some parameters get a normal random number more
///     5. replace        the best few stay as they are, the children take all other places
///
/// One generation is one training step, made of operations like every other: `Program(evolving:over:by:seed:)`.
///
///     train(model, on: examples, batchSize: 200, epochs: 100, loss: loss, by: GeneticAlgorithm(population: 40), seed: 1)
public struct GeneticAlgorithm: Sendable, CustomStringConvertible {
  /// How a child's parameters come from those of its parents a and b.
  public enum Crossover: Sendable, Equatable, CustomStringConvertible {
    /// Each from a or from b, by a coin: Syswerda 1989, ICGA.
    case uniform
    /// a + u (b − a), with u for each uniform in −α ..< 1 + α: BLX-α, Eshelman & Schaffer 1993, FOGA.
    case blend(alpha: Double)

    public var description: String {
      switch self {
      case .uniform: ".uniform"
      case .blend(let alpha): ".blend(alpha: \(alpha))"
      }
    }
  }

  /// How many individuals; 2 or more. The cost of a generation grows with it.
  public let population: Int
  /// How many of the best stay unchanged; fewer than there are individuals. With one, the best never gets worse on the
  /// same batch.
  public let elites: Int
  /// Among how many, drawn with replacement, a parent is the best; 1 selects blindly, more select harder.
  public let tournament: Int
  public let crossover: Crossover
  /// How probable it is that a parameter is mutated; from 0 to 1.
  public let mutationRate: Double
  /// The standard deviation of what is then added; 0 or more.
  public let mutationSize: Double
  /// The first population: the parameters as they are, and these with normal random numbers of this standard deviation
  /// added; 0 or more.
  public let spread: Double

  public init(
    population: Int = 40, elites: Int = 1, tournament: Int = 3, crossover: Crossover = .uniform,
    mutationRate: Double = 0.1, mutationSize: Double = 0.3, spread: Double = 0.5
  ) {
    guard population >= 2 else { stop("population must be at least 2; got \(population). Try 40.") }
    guard (0..<population).contains(elites) else {
      stop("elites must be from 0 to \(population - 1), fewer than the population; got \(elites).")
    }
    guard tournament >= 1 else { stop("tournament must be at least 1; got \(tournament). 3 is usual.") }
    if case .blend(let alpha) = crossover { checkStrength(alpha, "alpha (α)", advice: " 0.5 is usual.") }
    guard mutationRate >= 0, mutationRate <= 1 else {
      stop("mutationRate must be from 0 to 1, a probability; got \(mutationRate).")
    }
    checkStrength(mutationSize, "mutationSize", advice: " 0.3 is usual.")
    checkStrength(spread, "spread", advice: " 0.5 is usual.")
    (self.population, self.elites, self.tournament, self.crossover) = (population, elites, tournament, crossover)
    (self.mutationRate, self.mutationSize, self.spread) = (mutationRate, mutationSize, spread)
  }

  /// How many of a generation are new.
  public var children: Int { population - elites }

  public var description: String {
    "GeneticAlgorithm(population: \(population), elites: \(elites), tournament: \(tournament), "
      + "crossover: \(crossover), mutationRate: \(mutationRate), mutationSize: \(mutationSize), spread: \(spread))"
  }

  /// The first population of a parameter: [population, …].
  func firstGeneration(of parameter: Parameter, using random: inout RandomSource) -> NDArray {
    let start = parameter.value.doubles
    var numbers = start
    for _ in 1..<population { numbers += start.map { $0 + spread * random.normal() } }
    return NDArray(
      numbers, shape: Shape([population] + parameter.shape.sizes), type: parameter.elementType)
  }
}
