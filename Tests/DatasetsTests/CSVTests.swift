import Datasets
import Tensors
import Testing

@Suite struct CSVTests {
  @Test func numbersCategoriesAndMissing() throws {
    let frame = try DataFrame(csv: "kind,mass\nb,1.5\na,NA\n,-2e1\n")
    #expect(frame.columnNames == ["kind", "mass"])
    #expect(frame["kind"].categories == ["a", "b"])
    #expect(frame["kind"].values == [1, 0, nil])
    #expect(frame["mass"].values == [1.5, nil, -20])
    #expect(frame.lines == [2, 3, 4])
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func lineEnds(_ end: String) throws {
    let frame = try DataFrame(csv: ["\u{FEFF}a,b", "1,2", "", "3,4"].joined(separator: end))
    #expect(frame.array(["a", "b"]) == NDArray([[1, 2], [3, 4]]))
    #expect(frame.lines == [2, 4])
  }

  @Test func quotes() throws {
    let frame = try DataFrame(csv: "name , text\n \"a, \"\"b\"\"\" ,\"two\nlines\"\nc , d e \nq,r")
    #expect(frame.columnNames == ["name", "text"])
    #expect(frame["name"].categories == ["a, \"b\"", "c", "q"])
    #expect(frame["text"].text(0) == "two\nlines")
    #expect(frame["text"].text(1) == "d e")
    #expect(frame.lines == [2, 4, 5])
  }

  @Test func infinityAndHexadecimalAreText() throws {
    #expect(try DataFrame(csv: "a\ninf\n1\n")["a"].categories == ["1", "inf"])
    #expect(try DataFrame(csv: "a\n0x10\n1\n")["a"].categories == ["0x10", "1"])
    #expect(try DataFrame(csv: "a\n1e999\n1\n")["a"].categories == ["1", "1e999"])
  }

  @Test(arguments: [
    ("", "f.csv: expected a line that names the columns; the file is empty."),
    ("\n\r\n", "f.csv: expected a line that names the columns; the file is empty."),
    ("a,b\n1,2\n3\n", "f.csv:3:1: expected 2 fields, as in the first line; got 1."),
    ("a,b\n1,2\n1,2,3\n", "f.csv:3:5: expected 2 fields, as in the first line; got 3."),
    ("a\n\"x\n", "f.csv:2:1: expected a closing quote for this one; the file ends before it."),
    (
      "a\n\"x\"y\n",
      "f.csv:2:4: expected a comma after a closing quote; got 'y'. A quote inside quotes is written twice."
    ),
  ]) func problems(_ text: String, _ message: String) {
    let problem = #expect(throws: DataProblem.self) { try DataFrame(csv: text, file: "f.csv") }
    #expect(problem?.description == message)
  }

  @Test func filesThatCannotBeRead() throws {
    for (path, start) in [
      ("/no/such/file.csv", "the file cannot be opened: "), ("/tmp", "expected a file; "),
      ("/dev/null", "expected a file; "),
    ] {
      let problem = #expect(throws: DataProblem.self) { try DataFrame(csvFile: path) }
      #expect(problem?.sentence.hasPrefix(start) == true)
    }
  }

  @Test func withoutHeader() throws {
    let frame = try DataFrame(csv: "1,a\n2,b\n", header: .none)
    #expect(frame.columnNames == ["c1", "c2"] && frame["c1"].values == [1, 2] && frame.lines == [1, 2])
    #expect(try DataFrame(csv: "1,a\n", header: .names(["x", "y"])).columnNames == ["x", "y"])
    let wrong = #expect(throws: DataProblem.self) { try DataFrame(csv: "1,a\n", file: "f", header: .names(["x"])) }
    #expect(wrong?.description == "f:1:3: expected 1 fields, one for each name; got 2.")
    let empty = #expect(throws: DataProblem.self) { try DataFrame(csv: "", file: "f", header: .none) }
    #expect(empty?.description == "f: expected at least one row; the file is empty.")
  }

  @Test func otherSeparators() throws {
    let tabs = try DataFrame(csv: "a\tb c\n1\t\n2\t \"x\ty\" \n", separator: "\t")
    #expect(tabs["a"].values == [1, 2] && tabs["b c"].text(0) == "NA" && tabs["b c"].text(1) == "x\ty")
    #expect(try DataFrame(csv: "a;b\n1,5;2\n", separator: ";")["a"].categories == ["1,5"])
  }

  @Test func asPythonReads() throws {
    let fixture = DataFixture.all.csv
    let frame = try DataFrame(csv: fixture.text, missing: [])
    #expect(frame.columnNames == fixture.rows[0] && frame.rowCount == fixture.rows.count - 1)
    for (row, cells) in fixture.rows.dropFirst().enumerated() {
      #expect(frame.columns.map { $0.text(row) } == cells)
    }
  }

  /// The short way and the long one give the number that the system's own conversion gives.
  @Test func numbersAreExact() throws {
    var random = RandomSource(seed: 3)
    var texts = [
      "0", "-0", "+7", "1.", ".5", "-.25", "1e5", "1E-3", "0.1", "123456789012345", "1234567890123456789", "1e-320",
    ]
    for _ in 0..<5000 {
      let digits = (0...random.integer(below: 18)).map { _ in "\(random.integer(below: 10))" }.joined()
      let point = random.integer(below: digits.count + 1)
      texts.append((random.uniform() < 0.5 ? "-" : "") + digits.prefix(point) + "." + digits.dropFirst(point))
    }
    let values = try DataFrame(csv: "x\n" + texts.joined(separator: "\n"))["x"].values
    #expect(zip(values, texts).allSatisfy { $0!.bitPattern == Double($1)!.bitPattern })
    for text in [".", "-", "+", "1-2", "--1", "1e", "e5", "1.2.3", "1 2"] {
      #expect(try DataFrame(csv: "x\n\(text)\n")["x"].categories == [text])
    }
  }

  @Test func otherBytesAreNamedByLine() {
    let problem = #expect(throws: DataProblem.self) {
      try DataFrame(csv: Array("a\n1\n".utf8) + [0xC3, 0x28], file: "f")
    }
    #expect(problem?.description == "f:3:1: expected text in UTF-8; got other bytes. Save the file as UTF-8.")
  }

  @Test func misuseEndsWithASentence() async {
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = try DataFrame(csv: "a,b\n1,2\n3,\"é,\n\" \n", file: "f.csv").array(["a", "b"])
      }, says: "f.csv:3:3: column 'b' expects numbers; got 'é,\n'.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = try DataFrame(csv: "a,b\n1,2\n3,NaN\n", file: "f.csv").array(["b"])
      }, says: "f.csv: column 'b' expects a value in every row; it is missing in line 3.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = try DataFrame(csv: "a,b\n1,2\n", file: "f.csv").examples(target: "c")
      }, says: "f.csv: there is no column 'c'. There are: a, b.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = try DataFrame(csv: "a,b\n1,2\n", separator: "→")
      }, says: "separator: expects one ASCII character, such as \",\" or \";\"; got '→'.")
  }
}
