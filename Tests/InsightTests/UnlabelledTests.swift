import Datasets
import Foundation
import Insight
import Networks
import Tensors
import Testing
import Training

/// Tests/Fixtures/unlabelled.json, by scikit-learn and NumPy.
private struct UnlabelledFixtures: Decodable, Sendable {
  typealias Array = BaselineFixtures.Array

  struct Components: Decodable, Sendable {
    let inputs: Array
    let count: Int
    let directions: Array
    let shares: Array
    let codes: Array
    let decoded: Array
  }

  struct Clusters: Decodable, Sendable {
    let inputs: Array
    let first: Array
    let centres: Array
    let labels: [Int]
    let inertia: Double
  }

  struct Spreading: Decodable, Sendable {
    let inputs: Array
    let labels: [Double]
    let neighbours: Int
    let alpha: Double
    let scores: Array
  }

  let components: [String: Components]
  let clusters: Clusters
  let spreading: [Spreading]

  static let all: UnlabelledFixtures = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/unlabelled.json")
    guard let data = try? Data(contentsOf: file), let all = try? JSONDecoder().decode(Self.self, from: data) else {
      fatalError("Tests/Fixtures/unlabelled.json is missing, or is not what this test reads.")
    }
    return all
  }()
}

/// What learns without labels, or from few.
@Suite struct UnlabelledTests {
  @Test(arguments: ["digits", "wide"]) func principalComponents(_ name: String) throws {
    let item = try #require(UnlabelledFixtures.all.components[name])
    let inputs = item.inputs.array
    let fitted = PrincipalComponents(item.count).fit(inputs)
    expectClose(fitted.directions.doubles, item.directions.values, 1e-8, "directions")
    expectClose(fitted.shares, item.shares.values, 1e-10, "shares")
    let codes = fitted.encode(inputs)
    #expect(codes.shape == Shape(item.codes.shape))
    expectClose(codes.doubles, item.codes.values, 1e-8, "codes")
    expectClose(fitted.decode(codes).doubles, item.decoded.values, 1e-8, "decoded")
    let errors = fitted.reconstructionErrors(inputs)
    let width = inputs.shape[1]
    for (row, error) in errors.enumerated() {
      var sum = 0.0
      for k in row * width..<(row + 1) * width {
        let difference = item.inputs.values[k] - item.decoded.values[k]
        sum += difference * difference
      }
      #expect(abs(error - sum / Double(width)) <= 1e-8)
    }
  }

  /// Pictures are coded and decoded in their own shape and element type.
  @Test func componentsOfPictures() throws {
    let digits = try Dataset.digits.examples().rows(Array(0..<100))
    let fitted = PrincipalComponents(3).fit(digits.inputs)
    let codes = fitted.encode(digits.inputs)
    #expect(codes.shape == [100, 3] && codes.elementType == digits.inputs.elementType)
    #expect(fitted.decode(codes).shape == digits.inputs.shape)
  }

  @Test func kMeansFromGivenCentres() {
    let item = UnlabelledFixtures.all.clusters
    let fitted = KMeans(item.first.shape[0]).fit(item.inputs.array, from: item.first.array)
    #expect(fitted.isSettled && fitted.labels == item.labels)
    expectClose(fitted.centres.doubles, item.centres.values, 1e-9, "centres")
    #expect(abs(fitted.inertia - item.inertia) <= 1e-9 * item.inertia)
  }

  /// k-means++ with several starts comes at least as low as from drawn examples, and is the same for a seed.
  @Test func kMeansPlusPlus() {
    let item = UnlabelledFixtures.all.clusters
    let inputs = item.inputs.array
    let fitted = KMeans(10, starts: 8, seed: 1).fit(inputs)
    #expect(fitted.inertia < 1.01 * item.inertia)
    #expect(fitted.centres.hasSameBits(as: KMeans(10, starts: 8, seed: 1).fit(inputs).centres))
    #expect(fitted.predict(inputs).doubles.map { Int($0) } == fitted.labels)
    #expect(Set(fitted.labels).count == 10)
    for (cluster, row) in fitted.representatives.enumerated() {
      #expect(fitted.labels[row] == cluster)
      for other in fitted.labels.indices where fitted.labels[other] == cluster {
        #expect(fitted.distances[row] <= fitted.distances[other])
      }
    }
    #expect(abs(fitted.nearest(part: 0.5).count - 120) <= 10)
  }

  /// Two far groups and a start with both centres in one of them: the empty cluster takes the farthest example.
  @Test func anEmptyClusterIsFilled() {
    let inputs = NDArray([[0], [0.1], [10], [10.1]], type: .float64)
    let fitted = KMeans(2).fit(inputs, from: NDArray([[100], [0]], type: .float64))
    #expect(fitted.inertia < 0.011 && Set(fitted.labels).count == 2)
  }

  @Test(arguments: [0, 1]) func labelSpreading(_ number: Int) {
    let item = UnlabelledFixtures.all.spreading[number]
    let inputs = item.inputs.array
    let known = item.labels.count
    let labelled = Examples(
      inputs: inputs.rows(Array(0..<known)), targets: NDArray(item.labels, type: .float64))
    let fitted = LabelSpreading(neighbours: item.neighbours, alpha: item.alpha)
      .fit(labelled, unlabelled: inputs.rows(Array(known..<inputs.rowCount)))
    #expect(fitted.isConverged && fitted.scores.shape == Shape(item.scores.shape))
    let largest = item.scores.values.max()!
    for (own, other) in zip(fitted.scores.doubles, item.scores.values) { #expect(abs(own - other) <= 1e-6 * largest) }
    let classes = item.scores.shape[1]
    for (row, label) in fitted.labels.enumerated() {
      let scores = item.scores.values[(known + row) * classes..<(known + row + 1) * classes]
      #expect(scores[scores.startIndex + label] >= scores.max()! - 2e-6 * largest)
    }
  }

  /// With few labels it answers better than the labelled examples alone: the bar is what scikit-learn reaches, less its spread.
  @Test func spreadingHelpsOnDigits() throws {
    let (training, test) = try Dataset.digits.examples().stratifiedSplit(training: 0.78, seed: 1)
    let scores = (1...3).map { seed -> (alone: Double, spread: Double) in
      let (labelled, others) = training.labelled(perClass: 5, seed: UInt64(seed))
      let spread = LabelSpreading().fit(labelled, unlabelled: others.inputs)
      return (
        percentCorrect(NearestNeighbours(1, for: .classification).fit(labelled), on: test),
        percentCorrect(spread, on: test)
      )
    }
    #expect(scores.allSatisfy { $0.spread > $0.alone })
    #expect(scores.reduce(0) { $0 + $1.spread } / 3 >= 92)
  }

  @Test func labelledAndOthersAreApart() throws {
    let digits = try Dataset.digits.examples()
    let (labelled, others) = digits.labelled(perClass: 3, seed: 4)
    #expect(labelled.classCounts == [Int](repeating: 3, count: 10) && others.count == digits.count - 30)
    let all = (labelled.inputs.doubles + others.inputs.doubles).reduce(0, +)
    #expect(all == digits.inputs.doubles.reduce(0, +))
    #expect(digits.inputsAsTargets.targets == digits.inputs)
  }

  @Test func walksAndGrids() {
    let steps = walk(from: NDArray([0, 2]), to: NDArray([[4, -2]]), steps: 5)
    #expect(steps == NDArray([[0, 2], [1, 1], [2, 0], [3, -1], [4, -2]]))
    let grid = codeGrid(x: 0...1, y: -1...1, columns: 2, rows: 3)
    #expect(grid == NDArray([[0, 1], [1, 1], [0, 0], [1, 0], [0, -1], [1, -1]]))
    #expect(reconstructionErrors(NDArray([[1, 2], [3, 4]]), NDArray([[1, 0], [3, 4]])) == [2, 0])
  }

  static let misuses: [(sentence: String, action: @Sendable () -> Void)] = [
    ("PrincipalComponents expects 1 or more components; got 0.", { _ = PrincipalComponents(0) }),
    (
      "PrincipalComponents(2) expects inputs that spread in as many directions; these spread in only 1.",
      { _ = PrincipalComponents(2).fit(NDArray([[1, 1], [2, 2], [3, 3]])) }
    ),
    (
      "PrincipalComponents(2) expects inputs of 2 or more columns and at least 3 rows; got 2 rows of 2.",
      { _ = PrincipalComponents(2).fit(NDArray([[1, 1], [2, 2]])) }
    ),
    ("KMeans(3) expects at least 3 examples; got 2.", { _ = KMeans(3).fit(NDArray([[1], [2]])) }),
    (
      "KMeans(2) expects at least 2 different examples; got 1.", { _ = KMeans(2).fit(NDArray([[1], [1], [1]])) }
    ),
    ("KMeans expects finite numbers; input 0, column 0 is nan.", { _ = KMeans(1).fit(NDArray([[.nan], [1]])) }),
    ("LabelSpreading expects an alpha (α) between 0 and 1; got 1.0.", { _ = LabelSpreading(alpha: 1) }),
    (
      "LabelSpreading expects inputs with 1 columns; got [2, 2].",
      {
        let labelled = Examples(inputs: NDArray([[1], [2]]), targets: NDArray([0, 1]))
        _ = LabelSpreading(neighbours: 1).fit(labelled, unlabelled: NDArray([[1, 2], [3, 4]]))
      }
    ),
    (
      "more than 10 examples in all; got 1 unlabelled, 3 in all.",
      {
        let labelled = Examples(inputs: NDArray([[1], [2]]), targets: NDArray([0, 1]))
        _ = LabelSpreading().fit(labelled, unlabelled: NDArray([[1]]))
      }
    ),
    ("walk expects 2 or more steps", { _ = walk(from: NDArray([1]), to: NDArray([2]), steps: 1) }),
    ("walk expects two codes of one length", { _ = walk(from: NDArray([1]), to: NDArray([2, 3])) }),
    (
      "labelled(perClass:) expects at least 1 and fewer than each class has; got 2, and the smallest class has 2.",
      { _ = Examples(inputs: NDArray([[1], [2], [3], [4]]), targets: NDArray([0, 1, 0, 1])).labelled(perClass: 2) }
    ),
  ]

  @Test(arguments: misuses.indices) func refused(_ index: Int) async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [index] in
      UnlabelledTests.misuses[index].action()
    }
    let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(said.contains(Self.misuses[index].sentence), "\(said)")
  }
}
