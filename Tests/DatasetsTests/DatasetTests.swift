import Datasets
import Foundation
import Tensors
import Testing

@Suite struct DatasetTests {
  @Test(arguments: Dataset.all) func loadsAsDescribed(_ dataset: Dataset) throws {
    #expect(try dataset.shape == Self.shape(of: dataset))
    for text in [dataset.summary, dataset.licence, dataset.attribution, dataset.source] { #expect(!text.isEmpty) }
    #expect(Dataset.named(dataset.name)?.name == dataset.name)
  }

  private static func shape(of dataset: Dataset) throws -> String {
    switch dataset.kind {
    case .table:
      let frame = try dataset.frame()
      return "\(frame.rowCount) rows, \(frame.columns.count) columns"
    case .images:
      let parts = try parts(dataset.examples)
      let classes = Set(parts[0].targets.doubles).count
      #expect(dataset.classNames?.count == classes)
      return counts(parts) + " images \(Shape(Array(parts[0].inputs.shape.sizes.dropFirst()))), \(classes) classes"
    case .sentences: return "\(try dataset.sentences().count) sentences"
    case .lines: return "\(try dataset.lines().count) lines"
    case .text:
      let text = try dataset.text()
      return "\(text.count) characters, \(Set(text).count) different"
    case .segmentation:
      let segmentation = try dataset.segmentation()
      return "1 image \(segmentation.image.shape), \(segmentation.objectCount) objects"
    case .sequences:
      let parts: [Sequences] = try parts { (part, _) throws(DataProblem) in try dataset.sequences(part) }
      let all = parts.flatMap(\.values).map(\.shape)
      let lengths = all.map { $0[0] }
      return counts(parts) + " sequences [\(lengths.min()!)…\(lengths.max()!), \(all[0][1])], "
        + "\(Set(parts[0].classes).count) classes"
    }
  }

  /// The parts that there are.
  private static func parts<Part>(
    _ read: (Dataset.Part, ElementType) throws(DataProblem) -> Part
  ) throws -> [Part] {
    let training = try read(.training, .float32)
    do { return [training, try read(.test, .float32)] } catch {
      #expect(error.sentence.contains("has no test part of its own"))
      return [training]
    }
  }

  private static func counts(_ parts: [some Splittable]) -> String {
    parts.map { "\($0.count)" }.joined(separator: " + ")
  }

  /// Data that were asked for as what they are not say what they are.
  @Test(arguments: Dataset.all) func askedForAnotherKind(_ dataset: Dataset) {
    var sentences: [String] = []
    func ask(_ kind: Dataset.Kind, _ read: () throws(DataProblem) -> Void) {
      guard dataset.kind != kind else { return }
      let problem = #expect(throws: DataProblem.self) { try read() }
      sentences.append(problem?.sentence ?? "")
      #expect(
        problem?.sentence == "'\(dataset.name)' holds no \(kind.rawValue) but \(dataset.kind.rawValue): "
          + "ask for \(dataset.kind.call).")
    }
    ask(.table) { () throws(DataProblem) in _ = try dataset.frame() }
    ask(.images) { () throws(DataProblem) in _ = try dataset.examples() }
    ask(.sentences) { () throws(DataProblem) in _ = try dataset.sentences() }
    ask(.lines) { () throws(DataProblem) in _ = try dataset.lines() }
    ask(.text) { () throws(DataProblem) in _ = try dataset.text() }
    ask(.segmentation) { () throws(DataProblem) in _ = try dataset.segmentation() }
    ask(.sequences) { () throws(DataProblem) in _ = try dataset.sequences() }
    #expect(sentences.count == Dataset.Kind.allCases.count - 1)
  }

  /// A licence that wants its text beside the data has it, and it names the holder.
  @Test(arguments: Dataset.all) func licencesAreShipped(_ dataset: Dataset) throws {
    let wantsText = ["MIT", "BSD", "BY-SA"].contains { dataset.licence.contains($0) }
    #expect(wantsText == (dataset.notice != nil))
    guard let text = try dataset.licenceText() else { return }
    #expect(text.lowercased().contains("copyright"))
    for holder in ["LeCun", "Zalando", "Hutto", "scikit-learn", "river", "StarDist"]
    where dataset.attribution.contains(holder) || dataset.licence.contains(holder) {
      #expect(text.contains(holder == "StarDist" ? "Uwe Schmidt, Martin Weigert" : holder))
    }
  }

  /// Every shipped file belongs to a data set or is a licence, and all of them stay small.
  @Test func nothingIsShippedInVain() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Datasets/Data")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let known = Set(Dataset.all.flatMap { $0.fileNames + ($0.notice.map { [$0] } ?? []) })
    #expect(Set(files) == known)
    let sizes = try files.map { try Data(contentsOf: folder.appending(path: $0)).count }
    #expect(sizes.reduce(0, +) < 8 << 20)
  }

  @Test func columnsHaveTheMeansThatScikitLearnHas() throws {
    for (name, means) in DataFixture.all.means {
      let frame = try #require(Dataset.named(name)).frame()
      let target = frame.columnNames.last!
      let inputs = frame.examples(target: target, type: .float64).inputs
      #expect(inputs.shape == [frame.rowCount, means.count])
      for (column, mean) in means.enumerated() {
        let sum = (0..<frame.rowCount).reduce(0) { $0 + inputs[$1, column] }
        #expect(abs(sum / Double(frame.rowCount) - mean) < 1e-9 * Swift.max(1, abs(mean)))
      }
    }
  }

  @Test(arguments: Dataset.all) func isDocumented(_ dataset: Dataset) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Docs/DATA.md")
    let page = try String(contentsOf: file, encoding: .utf8)
    let section = try #require(page.range(of: "## \(dataset.name)\n")).upperBound
    let text = page[section...].prefix { $0 != "#" }
    #expect(text.contains("`Dataset.\(dataset.name).\(dataset.kind.call)`"))
    for line in [
      dataset.shape, "- Licence: \(dataset.licence)", "- Attribution: \(dataset.attribution)",
      "- Source: \(dataset.source)",
    ] { #expect(text.contains(line)) }
  }

  @Test func namesAreUnique() {
    #expect(Set(Dataset.all.map(\.name)).count == Dataset.all.count)
    #expect(Dataset.named("penguin") == nil)
  }

  /// Counts and means as published with the data (Horst, Hill & Gorman 2020).
  @Test func penguins() throws {
    let all = try Dataset.penguins.frame()
    #expect(all["species"].categories == ["Adelie", "Chinstrap", "Gentoo"])
    let counts = (0..<3).map { code in all["species"].values.count { $0 == Double(code) } }
    #expect(counts == [152, 68, 124])
    let complete = all.droppingMissing()
    #expect(complete.rowCount == 342)
    #expect(
      complete.notes == [
        "2 of 344 rows dropped, with missing bill_length_mm (2), bill_depth_mm (2), flipper_length_mm (2), "
          + "body_mass_g (2)."
      ])
    let measured = complete.array(["flipper_length_mm", "body_mass_g"], type: .float64)
    let means = (0..<2).map { column in (0..<342).reduce(0) { $0 + measured[$1, column] } / 342 }
    #expect(abs(means[0] - 200.9152) < 1e-4 && abs(means[1] - 4201.754) < 1e-3)
    #expect(all.droppingMissing(["sex"]).rowCount == 333)
  }

  /// Yeh 2007: 1030 samples, of which 1005 differ.
  @Test func equalRowsAreDropped() throws {
    let distinct = try Dataset.concrete.frame().droppingDuplicates()
    #expect(distinct.rowCount == 1005)
    #expect(distinct.notes.last == "25 of 1030 rows dropped, equal to an earlier one.")
    #expect(distinct.droppingDuplicates() == distinct)
    let table = DataFrame(["a": [1, nil, 1, nil, 2], "b": [3, 4, 3, 4, 3]])
    #expect(table.droppingDuplicates()["a"].values == [1, nil, 2])
  }

  @Test func keepingSomeCategoriesNumbersThemAnew() throws {
    let two = try Dataset.penguins.frame().keeping("species", in: ["Gentoo", "Adelie"])
    #expect(two.rowCount == 276)
    #expect(two["species"].categories == ["Gentoo", "Adelie"])
    #expect(two.codes("species").doubles.count { $0 == 0 } == 124)
    #expect(two["species"].text(0) == "Adelie")
    #expect(two.notes == ["276 of 344 rows kept, whose species is Gentoo or Adelie."])
  }

  @Test func digits() throws {
    let digits = try Dataset.digits.examples()
    #expect(digits.inputs.shape == [1797, 8, 8])
    #expect(digits.targets.doubles.prefix(10) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(digits.inputs.doubles.min() == 0 && digits.inputs.doubles.max() == 16)
    #expect((0..<8).map { digits.inputs[0, 0, $0] } == [0, 0, 5, 13, 9, 1, 0, 0])
  }

  @Test func imagesAreBalanced() throws {
    #expect(try Dataset.mnist.examples().classCounts == [Int](repeating: 500, count: 10))
    #expect(try Dataset.mnist.examples().rows(Array(0..<20)).classCounts == [Int](repeating: 2, count: 10))
    #expect(try Dataset.fashion.examples().classCounts == [Int](repeating: 600, count: 10))
    #expect(try Dataset.fashion.examples(.test).classCounts == [Int](repeating: 100, count: 10))
    let pixels = try Dataset.mnist.examples().inputs.doubles
    #expect(pixels.min() == 0 && pixels.max() == 255)
  }

  /// The file is ordered by score; what is read is not, and the seed decides.
  @Test func sentencesAreShuffled() throws {
    let reviews = try Dataset.filmReviews.sentences()
    let (first, rest) = (reviews.scores.prefix(5000), reviews.scores.dropFirst(5000))
    let means = [first, rest].map { $0.reduce(0, +) / Double($0.count) }
    #expect(abs(means[0] - means[1]) < 0.1)
    #expect(try reviews == Dataset.filmReviews.sentences(seed: 0))
    #expect(try reviews != Dataset.filmReviews.sentences(seed: 1))
    #expect(reviews.scores.allSatisfy { abs($0) <= 4 } && reviews.texts.allSatisfy { !$0.isEmpty })
  }

  /// As the data set's own description has it: 30 utterances of each speaker to train with.
  @Test func vowels() throws {
    let (training, test) = try (Dataset.japaneseVowels.sequences(), Dataset.japaneseVowels.sequences(.test))
    #expect((0..<9).allSatisfy { speaker in training.classes.count { $0 == speaker } == 30 })
    #expect((0..<9).map { speaker in test.classes.count { $0 == speaker } } == [31, 35, 88, 44, 29, 24, 40, 50, 29])
    #expect(training.values[0][0, 0] == Double(Float(1.860936)))
  }

  @Test func nuclei() throws {
    let nuclei = try Dataset.nuclei.segmentation()
    #expect(Set(nuclei.labels.doubles) == Set((0...125).map(Double.init)))
    let foreground = nuclei.mask.doubles.reduce(0, +) / Double(nuclei.mask.count)
    #expect(abs(foreground - 0.199) < 0.0005)
    let tiles = nuclei.tiles(of: 100)
    #expect(tiles.inputs.shape == [25, 100, 100] && tiles.targets.shape == [25, 100, 100])
    for (tile, y, x) in [(0, 0, 0), (7, 3, 99), (24, 99, 50)] {
      let (row, column) = (tile / 5 * 100 + y, tile % 5 * 100 + x)
      #expect(abs(tiles.inputs[tile, y, x] - nuclei.image[row, column] / 255) < 1e-7)
      #expect(tiles.targets[tile, y, x] == nuclei.mask[row, column])
    }
  }

  @Test func oneHotCategories() throws {
    let species = try Dataset.penguins.frame().rows([0, 343]).oneHot("species")
    #expect(species == NDArray([[1, 0, 0], [0, 1, 0]]))
  }

  @Test func printing() throws {
    let frame = try Dataset.iris.frame().rows([0, 149])
    #expect(
      "\(frame)" == """
        sepal_length_cm  sepal_width_cm  petal_length_cm  petal_width_cm  class    \("")
                    5.1             3.5              1.4             0.2  setosa   \("")
                    5.9               3              5.1             1.8  virginica
        2 rows, 5 columns
        """)
  }

  @Test func aMissingFileSaysWhereItWasLookedFor() {
    let problem = #expect(throws: DataProblem.self) { try packagedFile("none.csv") }
    #expect(problem?.sentence.contains("nnlearn_Datasets.resources") == true)
  }

  @Test func misuseEndsWithASentence() async {
    await #expect(processExitsWith: .failure) { _ = try Dataset.penguins.frame()["bill"] }
    await #expect(processExitsWith: .failure) { _ = try Dataset.penguins.frame().array(["species"]) }
    await #expect(processExitsWith: .failure) { _ = try Dataset.penguins.frame().array(["body_mass_g"]) }
    await #expect(processExitsWith: .failure) { _ = try Dataset.penguins.frame().codes("body_mass_g") }
    await #expect(processExitsWith: .failure) { _ = try Dataset.penguins.frame().keeping("species", in: ["King"]) }
  }
}
