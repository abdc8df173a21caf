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
    ("", "f.csv: a line that names the columns was wanted, but the file is empty."),
    ("\n\r\n", "f.csv: a line that names the columns was wanted, but the file is empty."),
    ("a,,c\n", "f.csv:1:3: a name was wanted for every column, but this one is empty."),
    ("a,a\n", "f.csv:1:3: different names were wanted for the columns, but 'a' comes twice."),
    ("a,b\n1,2\n3\n", "f.csv:3:1: 2 fields were wanted, as in the first line, but 1 came."),
    ("a,b\n1,2,3\n", "f.csv:2:5: 2 fields were wanted, as in the first line, but 3 came."),
    ("a\n\"x\n", "f.csv:2:1: a closing quote was wanted for this one, but the file ends."),
    (
      "a\n\"x\"y\n",
      "f.csv:2:4: a comma was wanted after a closing quote, but 'y' came. A quote inside quotes is written twice."
    ),
  ]) func problems(_ text: String, _ message: String) {
    let problem = #expect(throws: DataProblem.self) { try DataFrame(csv: text, file: "f.csv") }
    #expect(problem?.description == message)
  }

  @Test func filesThatCannotBeRead() throws {
    for path in ["/no/such/file.csv", "/tmp", "/dev/null"] {
      let problem = #expect(throws: DataProblem.self) { try DataFrame(csvFile: path) }
      #expect(problem?.sentence.hasPrefix("a file was wanted, but") == true)
    }
  }

  /// Random edits of a good file: read, or refused with a place; never a trap.
  @Test func fuzzed() throws {
    var random = RandomSource(seed: 11)
    let good = Array("a,b,\"c d\"\n1,2,x\r\n3,NA,\"y,\"\"z\"\n".utf8)
    let alphabet = Array(",\"\n\r 1a.-eN\t\u{00}\u{FF}".utf8) + [0xC3, 0xFF]
    var (read, refused) = (0, 0)
    for _ in 0..<20_000 {
      var bytes = good
      for _ in 0...random.integer(below: 4) where !bytes.isEmpty {
        let place = random.integer(below: bytes.count)
        switch random.integer(below: 3) {
        case 0: bytes[place] = alphabet[random.integer(below: alphabet.count)]
        case 1: bytes.insert(alphabet[random.integer(below: alphabet.count)], at: place)
        default: bytes.remove(at: place)
        }
      }
      do {
        let frame = try DataFrame(csv: bytes, file: "f")
        #expect(frame.columns.allSatisfy { $0.values.count == frame.rowCount })
        read += 1
      } catch {
        #expect(!error.sentence.isEmpty)
        refused += 1
      }
    }
    #expect(read > 1000 && refused > 1000)
  }
}
