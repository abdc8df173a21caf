import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors

/// One step of both players as one program, and what its inputs hold.
struct AdversarialGame {
  let program: Program
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
    let labels = labelled.map { Batches($0, size: Swift.min(batchSize, $0.count), seed: seed) }
    let x = Input("x", batches[0].inputs)
    let z = Input("z", Self.noise([batchSize, noise], seed, 0, type))
    let pair = labels.map { (x: Input("labelled x", $0[0].inputs), y: Input("labels", $0[0].targets)) }
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
    var discriminatorLoss = Networks.discriminatorLoss(
      real: realness(players.real.logits), fake: realness(players.fake.logits), labelSmoothing: labelSmoothing)
    let classes = players.real.logits.shape[1]
    unlabelledNotice = labelled.flatMap { Self.checked($0, classes) }
    if let logits = players.labelled, let y = pair?.y {
      discriminatorLoss = softmaxCrossEntropy(logits: logits, labels: y) + discriminatorLoss
    }
    let generatorLoss = Networks.generatorLoss(
      loss, fake: realness(players.fake.logits), features: (players.real.features, players.fake.features))
    let slopes = gradients(of: generatorLoss, with: generator.parameters.distinct)
    let length = phase(.update) {
      let squares = slopes.map { sum($0 * $0) }
      return sqrt(squares.dropFirst().reduce(squares[0], +)).named("length of the generator's gradient")
    }
    self.generatorLoss = generatorLoss
    generatorGradient = length
    program = Program(
      minimizing: discriminatorLoss, over: discriminator.parameters, by: rule, memory: OptimizerMemory(),
      alongside: generatorRule.updates(of: generator.parameters.distinct, with: slopes, memory: OptimizerMemory())
        + pass.updates, watching: [generatorLoss, length])
    let type = type
    feed = { step in
      [(x, batches[step].inputs), (z, Self.noise([batchSize, noise], seed, step, type))]
        + (pair.map { [($0.x, labels![step].inputs), ($0.y, labels![step].targets)] } ?? [])
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
