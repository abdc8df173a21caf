import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors
import Testing
import Training

extension TrainTests {
  @Suite struct EvolutionTests {
    private static let xor = Examples(
      inputs: NDArray([[0, 0], [0, 1], [1, 0], [1, 1]]), targets: NDArray([[0], [1], [1], [0]]))

    private func network(_ seed: UInt64 = 1, type: ElementType = .float32) -> Sequential {
      var random = RandomSource(seed: seed)
      return Sequential(
        Dense(2, 4, activation: .tanh, type: type, using: &random), Dense(4, 1, type: type, using: &random))
    }

    private func binary(_ logits: Tensor, _ targets: Tensor) -> Tensor { binaryCrossEntropy(logits: logits, targets) }

    private func evolve(
      _ algorithm: GeneticAlgorithm, seed: UInt64 = 1, generations: Int = 60, batchSize: Int = 4, threads: Int? = nil
    ) -> (history: History, model: Sequential) {
      let model = network()
      let history = train(
        model, on: Self.xor, batchSize: batchSize, epochs: generations, loss: binary, by: algorithm, seed: seed,
        threads: threads)
      return (history, model)
    }

    @Test(arguments: [GeneticAlgorithm.Crossover.uniform, .blend(alpha: 0.5)])
    func solvesWhatNoLineSeparates(_ crossover: GeneticAlgorithm.Crossover) {
      for seed: UInt64 in 1...3 {
        let (history, model) = evolve(
          GeneticAlgorithm(population: 40, crossover: crossover), seed: seed, generations: 150)
        #expect(history.ending == .completed && history.notice == nil && history.losses.count == 150)
        let answers = predict(model, Self.xor.inputs).doubles.map { $0 > 0 ? 1.0 : 0 }
        #expect(answers == Self.xor.targets.doubles, "seed \(seed): \(history)")
        // The parameters are those of the last generation's best, on all examples.
        let loss = evaluate(model, on: Self.xor, loss: binary)
        #expect(abs(loss - history.losses.last!) < 1e-5)
      }
    }

    @Test func separatesTheMoons() {
      let model = network(2)
      let moons = Examples.moons(count: 60, seed: 3)
      let examples = Examples(inputs: moons.inputs, targets: moons.targets.reshaped([60, 1]))
      let history = train(
        model, on: examples, batchSize: 60, epochs: 150, loss: binary, by: GeneticAlgorithm(population: 40), seed: 4,
        validation: examples)
      let answers = predict(model, examples.inputs).doubles
      let correct = zip(answers, examples.targets.doubles).count { ($0 > 0) == ($1 == 1) }
      #expect(correct >= 54, "\(correct) of 60, \(history)")
      #expect(history.validationLosses.count == 150)
      #expect(zip(history.losses, history.validationLosses).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    /// On all examples, a best individual that is kept cannot be beaten by a worse one: its loss is the same again, but for
    /// the order in which an epoch's examples are added.
    @Test(arguments: [1, 3, 7]) func theBestNeverGetsWorse(_ elites: Int) {
      let losses = evolve(GeneticAlgorithm(population: 12, elites: elites)).history.losses
      #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 >= $1 - 1e-6 } && losses.last! < losses[0])
      let without = evolve(GeneticAlgorithm(population: 12, elites: 0)).history.losses
      #expect(!zip(without, without.dropFirst()).allSatisfy { $0 >= $1 - 1e-6 })
    }

    @Test func theSameSeedTrainsTheSame() {
      let algorithm = GeneticAlgorithm(population: 9, elites: 2, crossover: .blend(alpha: 0.3))
      let (one, two) = (evolve(algorithm), evolve(algorithm))
      #expect(one.history.losses.map(\.bitPattern) == two.history.losses.map(\.bitPattern))
      for (a, b) in zip(one.model.parameters, two.model.parameters) { #expect(a.value.hasSameBits(as: b.value)) }
      #expect(evolve(algorithm, seed: 2).history.losses != one.history.losses)
    }

    /// The next population by hand, from what the generation's random draws and losses were; in every element.
    @Test(arguments: [GeneticAlgorithm.Crossover.uniform, .blend(alpha: 0.5)], [0, 1, 4])
    func everyGenerationAsComputedByHand(_ crossover: GeneticAlgorithm.Crossover, _ elites: Int) throws {
      let algorithm = GeneticAlgorithm(
        population: 8, elites: elites, crossover: crossover, mutationRate: 0.25, mutationSize: 0.1)
      let history = evolve(algorithm, generations: 6).history
      #expect(history.generation(-1) == nil && history.generation(6) == nil)
      for number in 0..<6 {
        let generation = try #require(history.generation(number))
        #expect(generation.individuals.count == 8 && abs(generation.best.loss - history.losses[number]) < 1e-6)
        let sorted = generation.individuals.sorted { $0.rank < $1.rank }
        #expect(sorted.map(\.rank) == Array(0..<8) && zip(sorted, sorted.dropFirst()).allSatisfy { $0.loss <= $1.loss })
        for (i, individual) in generation.individuals.enumerated() {
          #expect(abs(loss(of: individual.genes) - individual.loss) < 1e-5, "individual \(i)")
        }
        guard number > 0 else {
          #expect(generation.individuals.allSatisfy { $0.origin == .first })
          #expect(generation.individuals[0].genes == network().parameters.flatMap(\.value.doubles))
          continue
        }
        let before = try #require(history.generation(number - 1)).individuals
        let bestBefore = before.indices.sorted { before[$0].rank < before[$1].rank }
        for (i, individual) in generation.individuals.enumerated() {
          switch individual.origin {
          case .first: Issue.record("individual \(i) of generation \(number) comes from nowhere")
          case .elite(let parent):
            #expect(i < elites && parent == bestBefore[i] && individual.genes == before[parent].genes)
          case .child(let parents, let shares, let mutated):
            #expect(i >= elites && parents.count == 2 && shares.count == 17 && mutated.count == 17)
            for gene in 0..<17 {
              let (a, b) = (before[parents[0]].genes[gene], before[parents[1]].genes[gene])
              let between = a + shares[gene] * (b - a)
              let distance = abs(individual.genes[gene] - between)
              #expect(mutated[gene] ? distance > 1e-7 && distance < 0.6 : distance < 1e-6)
              #expect(crossover == .uniform ? [0, 1].contains(shares[gene]) : (-0.5..<1.5).contains(shares[gene]))
            }
          }
        }
      }
    }

    /// Parents are better than individuals drawn blindly, mutations as frequent and as large as was asked for.
    @Test func drawsAreWhatTheyShouldBe() throws {
      let algorithm = GeneticAlgorithm(population: 60, elites: 0, tournament: 4, mutationRate: 0.2, mutationSize: 0.5)
      let history = evolve(algorithm, generations: 6).history
      var (ranks, shares, mutations, changes): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
      for number in 1..<6 {
        let (before, now) = (try #require(history.generation(number - 1)), try #require(history.generation(number)))
        for individual in now.individuals {
          guard case .child(let parents, let own, let mutated) = individual.origin else { continue }
          ranks += parents.map { Double(before.individuals[$0].rank) }
          shares += own
          mutations += mutated.map { $0 ? 1 : 0 }
          for gene in own.indices where mutated[gene] {
            changes.append(individual.genes[gene] - before.individuals[parents[Int(own[gene])]].genes[gene])
          }
        }
      }
      func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
      // The least of four uniform ranks below 60: about 60 / 5 − 1/2.
      #expect(ranks.count == 600 && abs(mean(ranks) - 11.5) < 1.5)
      #expect(abs(mean(shares) - 0.5) < 0.03 && abs(mean(mutations) - 0.2) < 0.03)
      let spread = mean(changes.map { $0 * $0 }).squareRoot()
      #expect(changes.count > 800 && abs(mean(changes)) < 0.06 && abs(spread - 0.5) < 0.05)
    }

    /// A population as large as the batch, as its children, a smaller last batch, one thread or two: the plan is not
    /// confused, and computes what the reference kernels compute.
    @Test(
      arguments: [
        GeneticAlgorithm(population: 4), GeneticAlgorithm(population: 5), GeneticAlgorithm(population: 3, elites: 2),
        GeneticAlgorithm(population: 2, elites: 0, tournament: 1),
      ], [1, 2])
    func sizesThatCoincide(_ algorithm: GeneticAlgorithm, threads: Int) throws {
      for batchSize in [4, 3] {
        let history = evolve(algorithm, generations: 4, batchSize: batchSize, threads: threads).history
        for (step, loss) in history.losses.enumerated() {
          history.run.load(step: step)
          history.run.finishStep()
          let program = history.run.program
          #expect(abs(history.run.execution.number(program.loss!, at: 0) - loss) < 1e-4, "step \(step)")
        }
      }
    }

    @Test func float64EvolvesToo() {
      let model = network(type: .float64)
      let examples = Examples(
        inputs: Self.xor.inputs.converted(to: .float64), targets: Self.xor.targets.converted(to: .float64))
      let history = train(
        model, on: examples, batchSize: 4, epochs: 10, loss: binary, by: GeneticAlgorithm(population: 6), seed: 1)
      #expect(history.notice == nil && zip(history.losses, history.losses.dropFirst()).allSatisfy { $0 >= $1 - 1e-12 })
    }

    /// Individuals that overflow are chosen last; only when all do, training ends.
    @Test func overflowIsTheWorstLoss() throws {
      let w = Parameter("w", 1)
      let x = Input("x", [1])
      // exp(100 w) is infinite and infinite − infinite NaN from w ≈ 0.89 on.
      let e = exp(100 * w * x)
      let loss = sum(e - e) + sum(pow(w + 1, 2))
      let program = Program(
        evolving: loss, over: [w], by: GeneticAlgorithm(population: 20, spread: 2), seed: 1)
      let history = train(program, steps: 30)
      #expect(history.ending == .completed && history.losses.allSatisfy(\.isFinite) && history.losses[29] < 0.1)
      let first = try #require(history.generation(0))
      #expect(first.individuals.contains { $0.loss.isNaN } && first.best.loss.isFinite)
    }

    @Test func otherTrainingsHaveNoGenerations() {
      let model = network()
      let history = train(
        model, on: Self.xor, epochs: 2, loss: binary, by: GradientDescent(learningRate: 0.1), seed: 1)
      #expect(history.generation(0) == nil)
    }

    @Test func misuseEndsWithASentence() async {
      await #expect(processExitsWith: .failure) { _ = GeneticAlgorithm(population: 1) }
      await #expect(processExitsWith: .failure) { _ = GeneticAlgorithm(population: 5, elites: 5) }
      await #expect(processExitsWith: .failure) { _ = GeneticAlgorithm(elites: -1) }
      await #expect(processExitsWith: .failure) { _ = GeneticAlgorithm(tournament: 0) }
      await #expect(processExitsWith: .failure) { _ = GeneticAlgorithm(crossover: .blend(alpha: -0.1)) }
      await #expect(processExitsWith: .failure) { _ = GeneticAlgorithm(mutationRate: 1.1) }
      await #expect(processExitsWith: .failure) { _ = GeneticAlgorithm(mutationRate: .nan) }
      await #expect(processExitsWith: .failure) { _ = GeneticAlgorithm(mutationSize: -1) }
      await #expect(processExitsWith: .failure) { _ = GeneticAlgorithm(spread: .infinity) }
      await #expect(processExitsWith: .failure) {
        _ = Program(evolving: Tensor([1, 2]), over: [Parameter("w", 1)], by: GeneticAlgorithm(), seed: 1)
      }
      await #expect(processExitsWith: .failure) {
        _ = Program(evolving: Tensor(1), over: [], by: GeneticAlgorithm(), seed: 1)
      }
    }

    /// The loss on all four examples, by plain arithmetic.
    private func loss(of genes: [Double]) -> Double {
      (0..<4).reduce(0) { total, i in
        let (x, y) = ((Self.xor.inputs[i, 0], Self.xor.inputs[i, 1]), Self.xor.targets[i, 0])
        let hidden = (0..<4).map { Double.tanh(x.0 * genes[$0] + x.1 * genes[4 + $0] + genes[8 + $0]) }
        let z = zip(hidden, genes[12..<16]).reduce(genes[16]) { $0 + $1.0 * $1.1 }
        return total + (max(z, 0) - z * y + Double.log(1 + Double.exp(-abs(z)))) / 4
      }
    }
  }
}
