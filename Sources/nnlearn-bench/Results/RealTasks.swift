import Datasets
import Insight
import Networks
import Tensors
import Training

extension RealTask {
  static let all = [digits, mnist, fashion, penguins, breastCancer, concrete, filmReviews]

  private static let classes: @Sendable () -> Loss = { softmaxCrossEntropy(logits:labels:) }

  private static let digits = RealTask(
    name: "digits", data: "1,797 images 8 × 8; a fifth to test", network: "64-128-64-10, ReLU, dropout 0.2",
    metric: .accuracy, loss: classes,
    parts: { stratified(try Dataset.digits.examples().scaled(by: 1.0 / 16), $0) },
    model: { random in
      Sequential(
        Flatten(), Dense(64, 128, activation: .relu, using: &random), Dropout(0.2, using: &random),
        Dense(128, 64, activation: .relu, using: &random), Dense(64, 10, using: &random))
    }, baselines: [MajorityClass(), DecisionTree(), LogisticRegression(), NearestNeighbours(5, for: .classification)])

  /// Two convolutions with pooling, a hidden layer with dropout: about 105,000 parameters.
  private static let smallConvolutionalNetwork: @Sendable (inout RandomSource) -> Sequential = { random in
    Sequential(
      Convolution2D(1, 16, window: (3, 3), activation: .relu, using: &random), MaxPool2D(),
      Convolution2D(16, 32, window: (3, 3), activation: .relu, using: &random), MaxPool2D(), Flatten(),
      Dropout(0.3, using: &random), Dense(7 * 7 * 32, 64, activation: .relu, using: &random),
      Dropout(0.3, using: &random), Dense(64, 10, using: &random))
  }
  private static let convolutional = "two convolutions 3 × 3 (16, 32) with pooling, 64 hidden, dropout 0.3"

  /// [n, rows, columns] → [n, rows, columns, 1], from 0 to 1.
  private static func planes(_ images: NDArray) -> NDArray {
    NDArray(
      images.doubles.map { $0 / 255 }, shape: Shape(images.shape.sizes + [1]), type: images.elementType)
  }

  private static let mnist = RealTask(
    name: "MNIST, 5,000 images", data: "28 × 28; a fifth to test", network: convolutional, metric: .accuracy,
    loss: classes,
    parts: { stratified(try Dataset.mnist.examples(), $0).mapInputs(planes) }, model: smallConvolutionalNetwork,
    batchSize: 64, epochs: 30, patience: 4, baselines: [MajorityClass(), NearestNeighbours(5, for: .classification)])

  private static let fashion = RealTask(
    name: "Fashion-MNIST, 6,000 images", data: "28 × 28; 1,000 others to test", network: convolutional,
    metric: .accuracy, loss: classes,
    parts: { seed in
      let (training, validation) = try Dataset.fashion.examples().stratifiedSplit(training: 0.85, seed: seed)
      return Parts(training: training, validation: validation, test: try Dataset.fashion.examples(.test))
        .mapInputs(planes)
    }, model: smallConvolutionalNetwork, batchSize: 64, epochs: 30, patience: 4,
    baselines: [MajorityClass(), NearestNeighbours(5, for: .classification)])

  private static let penguins = RealTask(
    name: "penguins", data: "342 birds: species from four measurements; a fifth to test", network: "4-16-3, tanh",
    metric: .accuracy, loss: classes,
    parts: { seed in
      let columns = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
      let birds = try Dataset.penguins.frame().droppingMissing(columns)
      return stratified(birds.examples(inputs: columns, target: "species"), seed).standardised()
    },
    model: { random in
      Sequential(Dense(4, 16, activation: .tanh, using: &random), Dense(16, 3, using: &random))
    }, rate: 0.005, batchSize: 16, epochs: 200, patience: 25,
    baselines: [MajorityClass(), DecisionTree(), LogisticRegression(), NearestNeighbours(5, for: .classification)])

  private static let breastCancer = RealTask(
    name: "breast cancer", data: "569 tumours: malignant or benign; a fifth to test",
    network: "30-16-2, ReLU, dropout 0.2",
    metric: .accuracy, loss: classes,
    parts: { seed in
      let frame = try Dataset.breastCancer.frame()
      let examples = frame.examples(target: "class")
      let labels = examples.mapTargets { $0.reshaped([examples.count]) }
      return stratified(labels, seed).standardised()
    },
    model: { random in
      Sequential(
        Dense(30, 16, activation: .relu, using: &random), Dropout(0.2, using: &random), Dense(16, 2, using: &random))
    }, epochs: 200, patience: 20,
    baselines: [MajorityClass(), DecisionTree(), LogisticRegression(), NearestNeighbours(5, for: .classification)])

  private static let concrete = RealTask(
    name: "concrete",
    data: "1,005 samples, without 25 that are there twice: strength from recipe and age; a fifth to test",
    network: "8-64-64-1, ReLU", metric: .rSquared, loss: { meanSquaredError(_:_:) },
    parts: { seed in
      let frame = try Dataset.concrete.frame()
      var seen: Set<[String]> = []
      let once = (0..<frame.rowCount).filter { row in seen.insert(frame.columns.map { $0.text(row) }).inserted }
      return plain(frame.rows(once).examples(target: "compressive_strength"), seed).standardised()
    },
    model: { random in
      Sequential(
        Dense(8, 64, activation: .relu, initializer: .heUniform, using: &random),
        Dense(64, 64, activation: .relu, initializer: .heUniform, using: &random), Dense(64, 1, using: &random))
    }, epochs: 400, patience: 40,
    baselines: [MeanTarget(), LinearRegression(), NearestNeighbours(5, for: .regression)])

  private static let filmReviews = RealTask(
    name: "film reviews", data: "10,603 sentences: praise or blame; a fifth to test",
    network: "bag of the 2,000 most frequent words (TF–IDF), 2000-32-2, ReLU, dropout 0.5", metric: .accuracy,
    loss: classes,
    parts: { seed in
      let (rest, test) = try Dataset.filmReviews.sentences().stratifiedSplit(training: 0.8, seed: seed)
      let (training, validation) = rest.stratifiedSplit(training: 0.85, seed: seed)
      let vocabulary = Vocabulary(of: training.texts, limit: 2000)
      let weights = TFIDF(fitting: vocabulary.bagOfWords(training.texts))
      func examples(_ sentences: Sentences) -> Examples {
        Examples(inputs: weights(vocabulary.bagOfWords(sentences.texts)), targets: sentences.labels)
      }
      return Parts(training: examples(training), validation: examples(validation), test: examples(test))
    },
    model: { random in
      Sequential(
        Dense(2000, 32, activation: .relu, using: &random), Dropout(0.5, using: &random), Dense(32, 2, using: &random))
    }, rate: 0.001, batchSize: 64, epochs: 20, patience: 2, baselines: [MajorityClass()])
}
