import Datasets
import Foundation
import Tensors
import Testing

/// Files as they come: names that are missing or repeated, other separators and numbers, lines that are no rows.
@Suite struct CSVFormTests {
  private func expectAsPandas(
    _ name: String, _ frame: DataFrame, _ place: SourceLocation = #_sourceLocation
  ) {
    let form = TableFixture.all.forms.first { $0.name == name }!
    #expect(
      Set(frame.columns.filter { $0.categories == nil }.map(\.name)) == Set(form.numbers.keys))
    for (column, values) in form.numbers {
      #expect(frame[column].values == values, sourceLocation: place)
    }
  }

  private func text(_ name: String) -> String {
    TableFixture.all.forms.first { $0.name == name }!.text
  }

  @Test func readAsPandasReads() throws {
    expectAsPandas(
      "decimalComma", try DataFrame(csv: text("decimalComma"), separator: ";", decimalPoint: ","))
    expectAsPandas(
      "thousandsAndDecimalComma",
      try DataFrame(
        csv: text("thousandsAndDecimalComma"), separator: ";", decimalPoint: ",", thousands: "."))
    expectAsPandas("thousands", try DataFrame(csv: text("thousands"), thousands: ","))
    expectAsPandas("preamble", try DataFrame(csv: text("preamble"), skippingLines: 2))
    expectAsPandas("comments", try DataFrame(csv: text("comments"), comment: "#"))
    expectAsPandas(
      "whitespace", try DataFrame(csv: text("whitespace"), separator: .whitespace, missing: ["?"]))
    expectAsPandas(
      "questionMark",
      try DataFrame(csv: text("questionMark"), missing: DataFrame.usualMissing.union(["?"])))
  }

  @Test func whiteSpace() throws {
    let frame = try DataFrame(csv: text("whitespace"), separator: .whitespace, missing: ["?"])
    #expect(
      frame["name"].categories == ["a b", "c"] && frame.lines == [2, 3] && frame.notes.isEmpty)
    let blank = try DataFrame(csv: " \n\t\n a\tb \n1 2\n \n", separator: .whitespace)
    #expect(blank.array(["a", "b"]) == NDArray([[1, 2]]) && blank.lines == [4])
  }

  @Test func linesKeepTheirNumbers() throws {
    #expect(try DataFrame(csv: text("preamble"), skippingLines: 2).lines == [4, 5])
    #expect(try DataFrame(csv: text("comments"), comment: "#").lines == [4, 6])
    #expect(try DataFrame(csv: "x\r\n\"open\r\na\r\n1\r\n", skippingLines: 2).lines == [4])
  }

  @Test(arguments: [
    ("\"\",height\n1,1.7\n", ["c1", "height"], "Column 1 has no name: it is called c1."),
    ("a,,c\n1,2,3\n", ["a", "c2", "c"], "Column 2 has no name: it is called c2."),
    ("c2,\n1,2\n", ["c2", "c2_2"], "Column 2 has no name: it is called c2_2."),
    (
      "a,a,a_2\n1,2,3\n", ["a", "a_3", "a_2"],
      "Column 2 is called 'a' like another one: it is called a_3 here."
    ),
    ("a,b,\n1,2,\n3,4,\n", ["a", "b"], "1 column at the end left out, without a name or a value."),
    (
      "a,b,,\n1,2\n3,4,\n", ["a", "b"], "2 columns at the end left out, without a name or a value."
    ),
    ("a,b\n1,2,\n3,4,\n", ["a", "b"], "Empty fields after the last column left out, in 2 rows."),
    ("a,b\n1,2,,\n3,4\n", ["a", "b"], "Empty fields after the last column left out, in 1 row."),
    (
      "height;b\n1;2\n", ["height;b"],
      "The first line is 'height;b': separator: \";\" takes it apart."
    ),
    ("a\tb\n1\t2\n", ["a\tb"], "The first line is 'a⇥b': separator: \"\\t\" takes it apart."),
    ("a  b\n1  2\n", ["a  b"], "The first line is 'a  b': separator: .whitespace takes it apart."),
  ]) func headers(_ text: String, _ names: [String], _ note: String) throws {
    let frame = try DataFrame(csv: text)
    #expect(frame.columnNames == names && frame.notes.first == note)
  }

  @Test func namesInPlaceOfTheFirstLine() throws {
    let csv = "# measured\na,,class\n1.5,2,yes\n2.5,,no\n"
    let frame = try DataFrame(csv: csv, header: .replacing(["x", "y", "kind"]), skippingLines: 1)
    #expect(frame.columnNames == ["x", "y", "kind"] && frame.lines == [3, 4] && frame.notes.isEmpty)
    #expect(frame["x"].values == [1.5, 2.5] && frame["y"].values == [2, nil])
    let problem = #expect(throws: DataProblem.self) {
      try DataFrame(csv: csv, header: .replacing(["x"]), skippingLines: 1)
    }
    #expect(problem?.line == 3)
    #expect(throws: DataProblem.self) { try DataFrame(csv: "", header: .replacing(["x"])) }
  }

  /// Yours beside a line of names that was left in.
  @Test(arguments: [DataFrame.Header.names(["x", "y"]), .none]) func aLineOfNamesAmongTheRows(
    _ header: DataFrame.Header
  ) throws {
    let frame = try DataFrame(csv: "a,b\n1,u\n2,v\n", header: header)
    #expect(
      frame.notes.first?.hasPrefix("Line 1 holds 'a' where the lines below hold numbers.") == true, "\(frame.notes)")
    #expect(try DataFrame(csv: "p,u\nq,v\n", header: header).notes.isEmpty)
    #expect(try DataFrame(csv: "1,u\n2,v\n", header: header).notes.isEmpty)
  }

  @Test func fillingNamesTheRightCure() throws {
    let frame = try DataFrame(csv: "x,kind,y\n1,a,?\n,,2\n3,b,3\n")
    func sentence(_ name: String, _ filling: DataFrame.Filling) -> String {
      (#expect(throws: DataProblem.self) { try frame.fillingProblem(name, filling) })?.sentence ?? ""
    }
    for filling in [DataFrame.Filling.mean, .median, .interpolation, .number(0)] {
      let text = sentence("kind", filling)
      #expect(
        text.contains("'kind' holds categories ('a' in line 2)") && text.contains(".mostFrequent or .category("),
        "\(text)")
      #expect(!text.contains("codes("))
      #expect(sentence("y", filling).contains("missing: DataFrame.usualMissing.union([\"?\"])"))
    }
    #expect(sentence("x", .category("none")).contains("'x' holds numbers. Fill it with .mean"))
    #expect(frame.fillingMissing("x", with: .mean)["x"].values == [1, 2, 3])
  }

  @Test func examplesNameTheCellThatMadeCategories() throws {
    let examples = try DataFrame(csv: "a,b,y\n1,2,0\n3,4x,1\n").examples(target: "y")
    #expect(
      examples.notes.first?.hasPrefix("Not among the inputs: b ('4x' in line 3), which holds categories.") == true)
  }

  @Test func namesOfRows() throws {
    let frame = try DataFrame(csv: text("rowNames"))
    #expect(
      frame.columnNames == ["c1", "height", "weight"] && frame["c1"].categories == ["a", "b"])
    #expect(frame["weight"].values == [60, 75] && frame.notes.count == 2)
  }

  @Test(
    arguments: [
      ("y\n12 kg\n-8.5 kg\n", "kg", [12, -8.5]), ("y\n50%\n3 %\n7\n", "%", [50, 3, 7]),
      ("y\n$4\n$ 5.5\n", "$", [4, 5.5]), ("y\n4\n1 m\n", "m", [4, 1]), ("y\n4 m\n1 km\n", "m", [4, nil]),
    ] as [(String, String, [Double?])])
  func aUnitIsTakenAway(csv: String, unit: String, values: [Double?]) throws {
    #expect(try DataFrame(csv: csv).asNumbers("y", unit: unit)["y"].values == values)
  }

  @Test(arguments: ["Group 1\nGroup 2", "1st\n2nd", "2013-01-01\n2013-01-02", "a\nb", "kg\nkg 2", "3 m\n3 km"])
  func textsThatAreNotMeasurementsGetNoNote(rows: String) throws {
    #expect(try DataFrame(csv: "y\n\(rows)\n").notes == [])
  }

  @Test(arguments: [
    (
      "x,y\n1,?\n2,3\n", "y",
      "'?' in line 2 is not a number. If it means that a number is missing, read the file with missing: DataFrame.usualMissing.union([\"?\"])."
    ),
    (
      "y\n1\n-\n.\n", "y",
      "If these mean that a number is missing, read the file with missing: DataFrame.usualMissing.union([\"-\", \".\"])."
    ),
    ("y\n\"2,5\"\n\"3,25\"\n", "y", "Read with decimalPoint: \",\" it is one."),
    (
      "y\n\"1,234\"\n\"3,250\"\n", "y",
      "Read with decimalPoint: \",\" it is one, and with thousands: \",\" a thousand times that."
    ),
    ("y\n\"1,234,567\"\n5\n", "y", "Read with thousands: \",\" it is one."),
    ("y\n12 kg\n8.5 kg\n", "y", "They are numbers with 'kg': asNumbers(\"y\", unit: \"kg\") reads them."),
    ("y\n50%\n3 %\n7\n", "y", "They are numbers with '%': asNumbers(\"y\", unit: \"%\") reads them."),
    ("y\n$4\n$-5.50\n", "y", "They are numbers with '$': asNumbers(\"y\", unit: \"$\") reads them."),
    ("y\n1 234\n5\n", "y", "Read with thousands: \" \" it is one."),
    (
      "y\n\"1.234,5\"\n5\n", "y",
      "Read with thousands: \".\", decimalPoint: \",\" it is one."
    ),
    ("y\n1\n2\na\nb\nc\nd\n", "y", "4 of its 6 different texts are not numbers."),
  ]) func numbersThatBecameCategories(_ text: String, _ column: String, _ end: String) throws {
    let frame = try DataFrame(csv: text)
    #expect(frame[column].categories != nil && frame.notes.count == 1)
    #expect(
      frame.notes[0].hasPrefix("y holds categories, because '") && frame.notes[0].hasSuffix(end),
      "\(frame.notes)")
  }

  @Test func categoriesNeedNoNote() throws {
    #expect(try DataFrame(csv: "kind\na\nb\n").notes.isEmpty)
    for dataset in Dataset.all where dataset.kind == .table {
      #expect(try dataset.frame().notes.isEmpty)
    }
  }

  @Test(arguments: [
    ("a;b\n1,5;2\n", "separator: \";\" takes it apart."),
    (
      "# from a logger\na,b\n1,2\n3,4\n",
      "The first line starts with '#': comment: \"#\" leaves out such lines."
    ),
    (
      "measured in May\n\na,b\n1,2\n3,4\n",
      "From line 3 on all have 2: skippingLines: 2 starts there."
    ),
    ("a,b\n1,2\n3\n", "expected 2 fields, as in the first line; got 1."),
  ]) func wrongCountsSayWhatToTry(_ text: String, _ end: String) {
    let problem = #expect(throws: DataProblem.self) { try DataFrame(csv: text) }
    #expect(problem?.sentence.hasSuffix(end) == true, "\(problem?.sentence ?? "")")
  }

  @Test func groupsOfThreeOnly() throws {
    for text in ["1,23", "12,3456", ",123", "1,,234", "1234,567", "1,234,", "1,2a4"] {
      #expect(try DataFrame(csv: "x\n\"\(text)\"\n", thousands: ",")["x"].categories == [text])
    }
    #expect(
      try DataFrame(csv: "x\n-1 234.5\n+12 345\n", thousands: " ")["x"].values == [-1234.5, 12345])
    #expect(
      try DataFrame(
        csv: "x\n1\u{A0}234,5\n", separator: ";", decimalPoint: ",", thousands: "\u{A0}")["x"]
        .values == [1234.5])
    #expect(
      try DataFrame(csv: "x\n1.5\n", separator: ";", decimalPoint: ",")["x"].categories == ["1.5"])
  }

  @Test func moreLinesToSkipThanThereAre() {
    let problem = #expect(throws: DataProblem.self) {
      try DataFrame(csv: "a\n1\n", file: "f", skippingLines: 3)
    }
    #expect(problem?.sentence == "skippingLines: 3 expects a file with more lines; got 2.")
  }

  private static let misuses: [(sentence: String, action: @Sendable () throws -> Void)] = [
    (
      "decimalPoint: expects \".\" or \",\"; got \"x\".",
      { _ = try DataFrame(csv: "a\n1\n", decimalPoint: "x") }
    ),
    (
      "thousands: expects a character that is not the decimal point",
      { _ = try DataFrame(csv: "a\n1\n", thousands: ".") }
    ),
    (
      "comment: expects one ASCII character, such as \"#\"; got \"→\".",
      { _ = try DataFrame(csv: "a\n1\n", comment: "→") }
    ),
    (
      "skippingLines: expects 0 or more lines; got -1.",
      { _ = try DataFrame(csv: "a\n1\n", skippingLines: -1) }
    ),
    (
      "f:2:1: column 'a' expects numbers; got '?'. If it means that a number is missing",
      { _ = try DataFrame(csv: "a\n?\n1\n", file: "f").array(["a"]) }
    ),
  ]

  @Test(arguments: misuses.indices) func misuseEndsWithASentence(_ index: Int) async {
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [index] in
        try Self.misuses[index].action()
      }, says: Self.misuses[index].sentence)
  }
}
