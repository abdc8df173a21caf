import Datasets
import Foundation
import Tensors
import Testing

@Suite struct DatasetTests {
  @Test(arguments: Dataset.all) func loadsAsDescribed(_ dataset: Dataset) throws {
    if let frame = try? dataset.frame() {
      #expect(dataset.shape == "\(frame.rowCount) rows, \(frame.columns.count) columns")
    } else {
      let examples = try dataset.examples()
      let classes = Set(examples.targets.doubles).count
      #expect(
        dataset.shape == "\(examples.count) images \(Shape(Array(examples.inputs.shape.sizes.dropFirst()))), "
          + "\(classes) classes")
    }
    for text in [dataset.summary, dataset.licence, dataset.attribution, dataset.source] { #expect(!text.isEmpty) }
    #expect(Dataset.named(dataset.name)?.name == dataset.name)
  }

  @Test(arguments: Dataset.all) func isDocumented(_ dataset: Dataset) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Docs/DATA.md")
    let page = try String(contentsOf: file, encoding: .utf8)
    let section = try #require(page.range(of: "## \(dataset.name)\n")).upperBound
    let text = page[section...].prefix { $0 != "#" }
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

  @Test func askedForTheOtherKind() {
    #expect(throws: DataProblem.self) { try Dataset.digits.frame() }
    #expect(throws: DataProblem.self) { try Dataset.iris.examples() }
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
