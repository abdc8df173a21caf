import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors

/// One step of both players as one program, and what its inputs hold.
struct AdversarialGame {
  let program: Program
  /// The discriminator's loss of telling real examples from made ones.
  let telling: Tensor
  let generatorLoss: Tensor
  /// The length of all of the generator's gradients together.
  let generatorGradient: Tensor
  let feed: Feed
  /// Which classes have no labelled example.
  let unlabelledNotice: String?

  private let noiseSize: Int
  private let seed: UInt64
  private let type: ElementType

  init(
    _ generator: any Layer, _ discriminator: Discriminator, _ examples: Examples, _ labelled: Examples?, noise: Int,
    batchSize: Int, _ rule: any UpdateRule, _ generatorRule: any UpdateRule, _ loss: GeneratorLoss,
    _ labelSmoothing: Double, _ seed: UInt64
  ) {
    (noiseSize, self.seed, type) = (noise, seed, examples.inputs.elementType)
    [generator, discriminator].forEach { $0.nameParts() }
    Self.check(generator, discriminator)
    let batches = Batches(examples, size: batchSize, seed: seed)
    let x = Input("x", batches[0].inputs)
    let z = Input("z", Self.noise([batchSize, noise], seed, 0, type))
    let pair = labelled.map { examples in
      let batches = Batches(examples, size: Swift.min(batchSize, examples.count), seed: seed)
      return (batches: batches, x: Input("labelled x", batches[0].inputs), y: Input("labels", batches[0].targets))
    }
    let pass = Pass(.training)
    let players = Pass.$isTrainingStep.withValue(true) {
      let made = module("generator") { pass.run(generator, on: z) }
      guard made.shape == x.shape else {
        stop(
          shapes:
            "train(generator:…) expects a generator that makes what the examples are, \(x.shape); got \(made.shape).")
      }
      return (
        real: discriminator.answers(x, in: pass), fake: discriminator.answers(made, in: pass),
        labelled: pair.map { discriminator.answers($0.x, in: pass).logits }
      )
    }
    let fake = realness(players.fake.logits)
    let telling = Networks.discriminatorLoss(
      real: realness(players.real.logits), fake: fake, labelSmoothing: labelSmoothing)
    var discriminatorLoss = telling
    let classes = players.real.logits.shape[1]
    unlabelledNotice = labelled.flatMap { Self.checked($0, classes) }
    if let logits = players.labelled, let y = pair?.y {
      discriminatorLoss = softmaxCrossEntropy(logits: logits, labels: y) + telling
    }
    let generatorLoss = Networks.generatorLoss(
      loss, fake: fake, features: (players.real.features, players.fake.features))
    let slopes = gradients(of: generatorLoss, with: generator.parameters.distinct)
    let length = phase(.update) {
      let squares = slopes.map { sum($0 * $0) }
      return sqrt(squares.dropFirst().reduce(squares[0], +)).named("length of the generator's gradient")
    }
    self.telling = telling
    self.generatorLoss = generatorLoss
    generatorGradient = length
    program = Program(
      minimizing: discriminatorLoss, over: discriminator.parameters, by: rule, memory: OptimizerMemory(),
      alongside: generatorRule.updates(of: generator.parameters.distinct, with: slopes, memory: OptimizerMemory())
        + pass.updates, watching: [telling, generatorLoss, length])
    let type = type
    feed = { step in
      let own = pair.map { pair in
        let batch = pair.batches[step]
        return [(pair.x, batch.inputs), (pair.y, batch.targets)]
      }
      return [(x, batches[step].inputs), (z, Self.noise([batchSize, noise], seed, step, type))] + (own ?? [])
    }
  }

  /// [count, noise], drawn for samples.
  func noise(count: Int, stream: Int) -> NDArray { Self.noise([count, noiseSize], seed, stream, type) }

  /// A stream of its own, apart from that of the batches' order.
  private static func noise(_ shape: Shape, _ seed: UInt64, _ stream: Int, _ type: ElementType) -> NDArray {
    var random = RandomSource(seed: seed ^ 0x6E6F_6973_6520_7A, stream: stream)
    return NDArray.normal(shape, type: type, using: &random)
  }

  private static func check(_ generator: any Layer, _ discriminator: Discriminator) {
    let own = Set(discriminator.parameters.map(ObjectIdentifier.init))
    guard !generator.parameters.isEmpty, !own.isEmpty else {
      stop(
        "train(generator:…) expects two players with parameters to train; got \(generator.signature) and "
          + "\(discriminator.signature).")
    }
    if let shared = generator.parameters.first(where: { own.contains(ObjectIdentifier($0)) }) {
      stop("train(generator:…) expects two players with parameters of their own; got '\(shared.name)' in both.")
    }
  }

  /// Refuses labels that the discriminator has no logit for; answers with the classes that no label names.
  private static func checked(_ labelled: Examples, _ classes: Int) -> String? {
    guard classes > 1 else {
      stop(
        "train(…, labelled:) expects a discriminator whose head answers [n, classes]; got one logit, which says only real or made."
      )
    }
    let counts = labelled.classCounts
    guard counts.count <= classes else {
      stop("train(…, labelled:) expects classes from 0 to \(classes - 1), one for each logit; got \(counts.count - 1).")
    }
    let missing = (0..<classes).filter { !counts.indices.contains($0) || counts[$0] == 0 }
    guard !missing.isEmpty else { return nil }
    return "No labelled example is of class \(missing.map(String.init).joined(separator: ", ")): it cannot be learnt."
  }
}
