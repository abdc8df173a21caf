import Datasets
import Numerals
import Tensors
import Testing

/// Tables that change, compared with what pandas makes of the same table.
@Suite struct DataFrameTests {
  private let fixture = TableFixture.all
  private var cars: DataFrame { fixture.frame }

  private func texts(_ column: DataFrame.Column) -> [String?] {
    column.values.indices.map { column.values[$0] == nil ? nil : column.text($0) }
  }

  // MARK: - Made

  @Test func fromArrays() {
    let table = DataFrame(["x": [1, 2], "y": [3, 4.5], "kind": ["b", nil]])
    #expect(
      table.columnNames == ["x", "y", "kind"] && table.count == 2 && table.lines.isEmpty
        && table.notes.isEmpty)
    #expect(table["y"].values == [3, 4.5] && table["x"].categories == nil)
    #expect(table["kind"].categories == ["b"] && table["kind"].values == [0, nil])
    #expect(DataFrame(["x": [1, nil, 3]])["x"].values == [1, nil, 3])
    let array = NDArray([[1, 2], [3, 4], [5, 6]])
    #expect(
      DataFrame(array, columns: ["a", "b"]).array(["b", "a"])
        == NDArray([[2, 1], [4, 3], [6, 5]]))
    #expect(DataFrame(["v": NDArray([1, 2])])["v"].values == [1, 2])
  }

  @Test func numbersThatAreNotFiniteAreMissing() {
    let table = DataFrame(["x": [1, .nan, .infinity, nil]])
    #expect(table["x"].values == [1, nil, nil, nil])
    #expect(table.notes == ["x is missing in 2 of 4 rows, where it is not finite."])
  }

  @Test func rowsListedTwice() {
    let table = DataFrame(["x": [1, 2, 1, nil, nil], "kind": ["a", "a", "a", "b", "b"]])
    let unique = table.droppingDuplicates()
    #expect(unique["x"].values == [1, 2, nil] && texts(unique["kind"]) == ["a", "a", "b"])
    #expect(unique.notes == ["2 of 5 rows dropped, equal to an earlier one."])
    #expect(unique.droppingDuplicates().notes == unique.notes)
    #expect(DataFrame(["x": [1, 1], "kind": ["a", "b"]]).droppingDuplicates().rowCount == 2)
  }

  // MARK: - Columns

  @Test func numbersAsCategories() {
    let table = DataFrame(["origin": [3, 1, nil, 10, 1]]).asCategory("origin")
    #expect(table["origin"].categories == ["1", "3", "10"])
    #expect(table["origin"].values == [1, 0, nil, 2, 0])
    #expect(table.notes == ["origin is a category of 3 now: 1, 3, 10."])
    #expect(table.droppingMissing(["origin"]).oneHot("origin").shape == [4, 3])
    #expect(table.asCategory("origin") == table)
    let other = DataFrame(["origin": [10, 2, 1]]).asCategory("origin", in: ["10", "1"])
    #expect(other["origin"].values == [0, nil, 1])
    #expect(
      other.notes.last
        == "origin: 1 of 3 values are missing now, as they are not of its categories.")
  }

  @Test func textsAsNumbers() {
    let table = DataFrame(["hp": ["130", "?", "1.5", nil, "?"]]).asNumbers("hp")
    #expect(table["hp"].values == [130, nil, 1.5, nil, nil] && table["hp"].categories == nil)
    #expect(table.notes == ["hp: 2 of 5 values are missing now, as they are not numbers: '?'."])
    #expect(table.asNumbers("hp") == table)
  }

  @Test func oneHotAsPandas() {
    let encoded = cars.droppingMissing(["origin"]).oneHotEncoded("origin")
    #expect(encoded.columnNames == ["mpg", "hp", "year"] + fixture.oneHot.keys.sorted())
    for (name, wanted) in fixture.oneHot { #expect(encoded[name].values == wanted.map { $0 }) }
    #expect(
      encoded.notes.last
        == "origin is 3 columns of 0 and 1 now: origin_europe, origin_japan, origin_usa.")
    #expect(cars.oneHotEncoded("origin")["origin_usa"].values[3] == nil)
    let examples = encoded.droppingMissing().examples(target: "mpg")
    #expect(examples.inputs.shape[1] == 5 && examples.notes.isEmpty)
  }

  @Test func examplesNameWhatTheyLeaveOut() {
    let table = DataFrame(["x": [1, 2], "kind": ["a", "b"], "y": [3, 4]])
    let examples = table.examples(target: "y")
    #expect(
      examples.notes == [
        "Not among the inputs: kind, which holds categories. oneHotEncoded(\"kind\") makes inputs of them."
      ])
    #expect(
      examples.rows([0]).notes == examples.notes
        && examples.mapTargets { $0 }.notes == examples.notes)
    #expect("\(examples)" == "2 examples: inputs [2, 1] [[1], [2]], targets [2, 1] [[3], [4]]\n" + examples.notes[0])
    #expect(table.examples(inputs: ["x"], target: "y").notes.isEmpty)
    #expect(table.examples(target: "kind").notes.isEmpty)
  }

  @Test func selectedRemovedRenamed() {
    let some = cars.selecting(["year", "mpg"])
    #expect(
      some.columnNames == ["year", "mpg"] && some.notes == ["2 columns dropped: hp, origin."])
    let fewer = cars.removing(["hp"])
    #expect(
      fewer.columnNames == ["mpg", "year", "origin"] && fewer.notes == ["1 column dropped: hp."])
    let renamed = cars.renaming("hp", to: "horsepower")
    #expect(
      renamed.columnNames == ["mpg", "horsepower", "year", "origin"] && renamed.notes.isEmpty)
    #expect(
      renamed["horsepower"].values == cars["hp"].values
        && renamed.renaming("mpg", to: "mpg") == renamed)
  }

  @Test func computedColumns() {
    let table = cars.adding("ratio") { row in row["mpg"] / row["hp"] }
    expectClose(table["ratio"].values, fixture.ratio)
    let (mpg, hp) = (cars["mpg"].values, cars["hp"].values)
    let both = zip(mpg, hp).count { $0 != nil && $1 == nil }
    #expect(
      table.notes == [
        "ratio is missing in \(6 + both) of 60 rows, as mpg (6), hp (\(both)) is."
      ])
    let age = cars.adding("age") { row in row["year"] < 73 ? "old" : "new" }
    #expect(age["age"].categories == ["new", "old"])
    #expect(age["age"].values == fixture.columns.year.map { $0! < 73 ? 1 : 0 })
    let known = cars.adding("known") { row in row.isMissing("hp") ? 0 : row["hp"] }
    #expect(known["known"].values == hp.map { $0 ?? 0 } && known.notes.isEmpty)
    let inverse = DataFrame(["x": [2, 0]]).adding("inverse") { row in 1 / row["x"] }
    #expect(inverse["inverse"].values == [0.5, nil])
    #expect(inverse.notes == ["inverse is missing in 1 of 2 rows, where it is not finite."])
    #expect(cars.replacing("year") { row in row["year"] + 1900 }.columnNames == cars.columnNames)
    #expect(DataFrame(["x": [2]]).replacing("x") { row in row["x"] * 3 }["x"].values == [6])
    #expect(DataFrame(["x": [2]]).adding("y", ["a"]).adding("z", NDArray([7]))["z"].values == [7])
    let text = DataFrame(["k": ["a", nil]]).adding("n") { row in row.text("k").count }
    #expect(text["n"].values == [1, nil])
  }

  // MARK: - Missing values

  @Test func filledAsPandasFills() {
    let training = cars.rows(Array(0..<40))
    expectClose(cars.fillingMissing("hp", with: .mean, from: training)["hp"].values, fixture.mean)
    expectClose(
      cars.fillingMissing("mpg", with: .median, from: training)["mpg"].values, fixture.median)
    #expect(
      cars.fillingMissing("hp", with: .mostFrequent, from: training)["hp"].values
        == fixture.mostFrequent)
    let filled = cars.fillingMissing("origin", with: .mostFrequent, from: training)
    #expect(texts(filled["origin"]) == fixture.mostFrequentCategory)
    #expect(
      filled.notes == [
        "origin: 2 of 2 missing values filled with the most frequent category of 40 other rows, usa."
      ])
    let interpolated = cars.fillingMissing("mpg", with: .interpolation)
    expectClose(interpolated["mpg"].values, fixture.interpolated)
    #expect(
      interpolated.notes == [
        "mpg: 4 of 6 missing values filled by interpolation. 2 at its ends stay missing."
      ])
  }

  @Test func filledByHand() {
    let table = DataFrame(["x": [1, nil, 4, 4, 1, nil], "kind": ["b", nil, "a", "b", "a", nil]])
    #expect(table.fillingMissing("x", with: .mean)["x"].values == [1, 2.5, 4, 4, 1, 2.5])
    #expect(table.fillingMissing("x", with: .median)["x"].values[1] == 2.5)
    #expect(table.fillingMissing("x", with: .mostFrequent)["x"].values[1] == 1)
    #expect(table.fillingMissing("kind", with: .mostFrequent)["kind"].text(1) == "a")
    #expect(table.fillingMissing("x", with: .number(-1))["x"].values[5] == -1)
    #expect(
      table.fillingMissing("x", with: .mean).notes == [
        "x: 2 of 2 missing values filled with the mean, 2.5."
      ])
    let unknown = table.fillingMissing("kind", with: .category("unknown"))
    #expect(
      unknown["kind"].categories == ["a", "b", "unknown"]
        && unknown["kind"].values == [1, 2, 0, 1, 0, 2])
    let whole = table.rows([0, 2]).fillingMissing("kind", with: .category("unknown"))
    #expect(whole["kind"].categories == ["a", "b", "unknown"] && whole.notes.isEmpty)
    #expect(table.rows([0, 2]).fillingMissing("x", with: .mean) == table.rows([0, 2]))
    let two = DataFrame(["a": [1, nil], "b": [nil, 3]]).fillingMissing(["a", "b"], with: .mean)
    #expect(two["a"].values == [1, 1] && two["b"].values == [3, 3] && two.notes.count == 2)
    // Of the training part only: the 100 says nothing about it.
    let validation = DataFrame(["x": [100, nil]]).fillingMissing(
      "x", with: .mean, from: DataFrame(["x": [1, 2]]))
    #expect(validation["x"].values == [100, 1.5])
    #expect(
      validation.notes == ["x: 1 of 1 missing values filled with the mean of 2 other rows, 1.5."])
  }

  // MARK: - Rows

  @Test func rowsWhereAConditionHolds() {
    let kept = cars.keeping { row in row["mpg"] > 25 }
    #expect(kept.columns == cars.rows(fixture.kept).columns)
    #expect(
      kept.notes == [
        "\(fixture.kept.count) of 60 rows kept, for which the condition holds. Of the others, 6 have a missing mpg (6)."
      ])
    #expect(cars.keeping { row in row.text("origin") == "usa" }.count == Int(fixture.counts[2]!))
    #expect(cars.keeping { _ in true } == cars)
  }

  @Test func sortedAsPandasSorts() {
    #expect(cars.sorted(by: "hp")["mpg"].values == cars.rows(fixture.ascending)["mpg"].values)
    #expect(
      cars.sorted(by: "hp", descending: true)["mpg"].values
        == cars.rows(fixture.descending)["mpg"].values)
    #expect(texts(DataFrame(["k": ["b", nil, "a"]]).sorted(by: "k")["k"]) == ["a", "b", nil])
  }

  @Test func groupedAsPandasGroups() {
    let means = cars.means(by: "origin")
    #expect(means.columnNames == ["origin", "rows", "mpg", "hp", "year"])
    #expect(texts(means["origin"]) == fixture.groups && means["rows"].values == fixture.counts)
    for (name, wanted) in fixture.means { expectClose(means[name].values, wanted) }
    #expect(
      means.notes.count == 2 && means.notes[0] == "2 of 60 rows have no origin and are left out.")
    let empty = DataFrame(["k": ["a", "b"], "x": [nil, 2]]).means(by: "k")
    #expect(empty["x"].values == [nil, 2])
  }

  @Test func firstRows() {
    #expect(
      cars.first(3) == cars.rows([0, 1, 2]) && cars.head() == cars.first(5)
        && cars.first(1000) == cars)
    #expect(cars.first(0).count == 0)
  }

  // MARK: - Printed

  @Test func printsBriefly() throws {
    let wide = try Dataset.breastCancer.frame()
    let lines = "\(wide)".split(separator: "\n")
    #expect(lines.allSatisfy { displayWidth($0) <= 80 } && lines.count < 16)
    #expect(lines[6].hasPrefix("569 rows, 31 columns, of which "))
    #expect("\(wide)".contains(" more"))
    let short = DataFrame([
      "学習": ["赤", "a"], "x": [1.23456789, -123456],
      "name": ["é", String(repeating: "long ", count: 9)],
    ])
    #expect(
      "\(short)" == """
        学習        x  name                   \(" ")
        赤      1.235  é                      \(" ")
        a     −123456  long long long long lon…
        2 rows, 3 columns
        """)
    #expect("\(DataFrame(["x": [1]]).first(0))" == "x\n0 rows, 1 column")
  }

  // MARK: - Misuse

  private static let table = DataFrame(["x": [1, nil], "kind": ["a", "b"]], file: "t")

  private static let misuses: [(sentence: String, action: @Sendable () -> Void)] = [
    (
      "t: column 'y' expects 2 values, one for each row; got 3.",
      { _ = table.adding("y", [1, 2, 3]) }
    ),
    (
      "table: column 'y' expects 1 values, one for each row; got 2.",
      { _ = DataFrame(["x": [1], "y": [1, 2]]) }
    ),
    ("t: there is a column 'x' already.", { _ = table.adding("x", [1, 2]) }),
    ("t: there is a column 'kind' already.", { _ = table.renaming("x", to: "kind") }),
    ("t: a column expects a name; got an empty one.", { _ = table.adding("", [1, 2]) }),
    ("t: there is no column 'z'. There are: x, kind.", { _ = table.asCategory("z") }),
    (
      "t: there is no column 'z'. There are: x, kind.",
      { _ = table.adding("y") { row in row["z"] } }
    ),
    (
      "t: there is no column 'z'. There are: x, kind.",
      { _ = table.replacing("z") { row in row["x"] } }
    ),
    ("t: there is no column 'z'. There are: x, kind.", { _ = table.removing(["z"]) }),
    ("t: there is no column 'z'. There are: x, kind.", { _ = table.sorted(by: "z") }),
    (
      "t: 'kind' holds categories; row.text(\"kind\")",
      { _ = table.keeping { row in row["kind"] > 1 } }
    ),
    (
      "t: selecting(…) expects at least one column, and each once; got [\"x\", \"x\"].",
      { _ = table.selecting(["x", "x"]) }
    ),
    ("t: removing(…) expects to leave at least one column", { _ = table.removing(["x", "kind"]) }),
    (
      "fillingMissing(\"kind\", with: .mean) expects a column of numbers; 'kind' holds categories.",
      { _ = table.fillingMissing("kind", with: .mean) }
    ),
    (
      "expects a column of categories; 'x' holds numbers. Fill it with .mean, .median, .mostFrequent or .number(…).",
      { _ = table.fillingMissing("x", with: .category("a")) }
    ),
    ("t: column 'x' expects categories here; it holds numbers", { _ = table.oneHotEncoded("x") }),
    ("or make categories of them: asCategory(\"x\").", { _ = table.means(by: "x") }),
    (
      "t: 'x' expects a finite number in place of missing ones; got nan.",
      { _ = table.fillingMissing("x", with: .number(.nan)) }
    ),
    (
      "u: a mean of 'x' expects at least one value there; got 2 rows without one.",
      {
        _ = table.fillingMissing(
          "x", with: .mean, from: DataFrame(["x": [Double?.none, nil]], file: "u"))
      }
    ),
    (
      "t: interpolation has no statistics",
      { _ = table.fillingMissing("x", with: .interpolation, from: table) }
    ),
    ("it is missing in row 1. Drop such rows first", { _ = table.array(["x"]) }),
    ("or fill them: fillingMissing(\"x\", with: …).", { _ = table.array(["x"]) }),
    (
      "asCategory(\"x\", in: …) expects at least one category, and each once",
      { _ = table.asCategory("x", in: ["1", "1"]) }
    ),
    ("first(…) expects 0 or more rows; got -1.", { _ = table.first(-1) }),
    (
      "a column expects an array [n] or [n, 1]; got [2, 2].",
      { _ = table.adding("y", NDArray([[1, 2], [3, 4]])) }
    ),
    (
      "table expects an array [rows, columns] and a name for each column; got [1, 2] and [\"a\"].",
      { _ = DataFrame(NDArray([[1, 2]]), columns: ["a"]) }
    ),
  ]

  @Test(arguments: misuses.indices) func misuseEndsWithASentence(_ index: Int) async {
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [index] in
        Self.misuses[index].action()
      }, says: Self.misuses[index].sentence)
  }
}
