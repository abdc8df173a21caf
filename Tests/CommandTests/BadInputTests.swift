import Commands
import Foundation
import Testing

/// What a stranger hands to the built program: a sentence, a place, a next step and the documented exit code.
@Suite struct BadInputTests {
  struct Lesson: CustomTestStringConvertible {
    var name: String
    var bytes: Data
    var ending = Ending.badInput
    /// What is said on standard error, or for a lesson that runs in the page.
    var words: [String]
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ ending: Ending = .badInput, says words: String...) {
      self.name = name
      bytes = Data(text.utf8)
      self.ending = ending
      self.words = words
    }
  }

  private static let front = "---\ntitle: T\ngoal: Something.\nminutes: 5\n---\n"
  private static let sound = front + "\n# T\n\n```swift\nlet a = 1\nprint(a)\n```\n"

  static let lessons = [
    Lesson("no front matter", "# T\n", says: "01-x.md:1:1", "front matter", "Begin the file with", "\n  title:"),
    Lesson("malformed front matter", "---\ntitle: [\ngoal: x\n---\n", says: "01-x.md:4:1", "YAML", "quotes"),
    Lesson("missing key", "---\ntitle: T\nminutes: 5\n---\n", says: "01-x.md:1:1", "goal"),
    Lesson("unknown option", front + "```swift\n//| lable: a\n```\n", says: "01-x.md:7:5", "Did you mean “label”?"),
    Lesson(
      "duplicate label", front + "```swift\n//| label: a\n```\n\n```swift\n//| label: a\n```\n",
      says: "01-x.md:11:1", "“a”", "line 7"),
    Lesson("unclosed fence", front + "```swift\nlet a = 1\n", says: "01-x.md:6:1", "not closed", "```"),
    Lesson("empty file", "", says: "01-x.md:1:1", "empty", "nnlearn new"),
    Lesson("CRLF", sound.replacing("\n", with: "\r\n"), .success, says: "✓ passed", "\n1\n"),
    Lesson("tabs", sound.replacing("print", with: "\tprint"), .success, says: "✓ passed", "\n1\n"),
    Lesson(
      "type error after a tab", sound.replacing("print(a)", with: "\tlet b: Int = \"a\""), .failure, says: "x.md:11"),
    Lesson(
      "wrong shape",
      sound.replacing("print(a)", with: "let x = Tensor(NDArray([[1, 2]]))\n_ = x.matmul(x)"), .failure,
      says: "matmul", "x.md:12"),
  ]

  @Test(arguments: lessons)
  func aLessonIsToldOrWorks(lesson: Lesson) throws {
    let work = try Workplace()
    try lesson.bytes.write(to: work.folder.appending(path: "lessons/01-x.md"))
    let result = try work.run(["lesson", "1", "--plain", "--lessons", "lessons"])
    #expect(result.status == lesson.ending.rawValue, "\(result.output)\(result.errors)")
    let told = lesson.ending == .badInput ? result.errors : result.output
    for words in lesson.words { #expect(told.contains(words), "\(told)") }
    #expect(try Data(contentsOf: work.folder.appending(path: "lessons/01-x.md")) == lesson.bytes)
  }

  @Test func bytesThatAreNotUTF8AreToldWithTheirPlace() throws {
    let work = try Workplace()
    let bytes = Data(Self.front.utf8) + Data([0x63, 0xE9, 0x0A])
    try bytes.write(to: work.folder.appending(path: "lessons/01-x.md"))
    let result = try work.run(["lesson", "1", "--plain", "--lessons", "lessons"])
    #expect(result.status == Ending.badInput.rawValue)
    #expect(result.errors.contains("01-x.md:6:2") && result.errors.contains("iconv"))
  }

  @Test func tenMegabytesArePrinted() throws {
    let prose = String(repeating: String(repeating: "word ", count: 19) + "\n", count: 105_000)
    let work = try Workplace(lessons: ["01-x.md": Self.front + "\n# T\n\n" + prose])
    let clock = ContinuousClock()
    var result: Repository.Ending?
    let time = try clock.measure { result = try work.run(["lesson", "1", "--no-run", "--lessons", "lessons"]) }
    #expect(result?.status == 0)
    #expect((result?.output.utf8.count ?? 0) > 9_000_000)
    #expect(time < .seconds(60))
  }

  /// A file where a folder should be stops root too.
  @Test(arguments: ["taken", "taken/inside", "/proc/nowhere"])
  func aFolderThatCannotBeWrittenIsTold(folder: String) throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.sound])
    try work.write("precious", to: "taken")
    let result = try work.run(["figures", "1", "--lessons", "lessons", "--output", folder])
    #expect(result.status == Ending.notWritten.rawValue)
    #expect(result.errors.contains("01-squares.svg") && result.errors.contains("choose another folder"))
    #expect(try work.text(of: "taken") == "precious")
  }

  @Test(arguments: [["lesson", "1", "--plain"], ["lesson", "1", "--no-run"], ["lessons"]])
  func aFullDiskUnderTheOutputIsTold(arguments: [String]) throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.sound])
    let result = try Repository.run(
      "sh", ["-c", "\"$0\" \"$@\" --lessons lessons >/dev/full", try Workplace.program.path] + arguments,
      environment: work.environment, in: work.folder)
    #expect(result.status == Ending.notWritten.rawValue)
    #expect(result.errors.contains("No space left on device"))
  }

  @Test func aCacheThatCannotBeWrittenIsNoSuccess() throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.sound])
    let result = try work.run(
      ["lesson", "1", "--plain", "--lessons", "lessons"], environment: ["XDG_CACHE_HOME": "/proc/nowhere"])
    #expect(result.status == Ending.notWritten.rawValue)
    #expect(result.output.contains("✗ not run") && result.output.contains("XDG_CACHE_HOME"))
  }

  @Test(arguments: ["<&-", "<&- >&-", "<&- >&- 2>&-"])
  func closedDescriptorsDoNoHarm(redirection: String) throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.sound])
    let result = try Repository.run(
      "sh", ["-c", "\"$0\" lesson 1 --lessons lessons \(redirection)", try Workplace.program.path],
      environment: work.environment, in: work.folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("Squares") == !redirection.contains(">&-"))
    #expect(try work.text(of: "lessons/01-squares.md") == Workplace.sound)
  }

  /// The kernel may be missing where the program is not: a build that was cut short.
  @Test func aMissingKernelSaysWhatBuildsIt() throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.sound])
    try FileManager.default.copyItem(at: try Workplace.program, to: work.folder.appending(path: "alone"))
    let program = work.folder.appending(path: "alone").path
    let lesson = try Repository.run(
      program, ["lesson", "1", "--plain", "--lessons", "lessons"], environment: work.environment, in: work.folder)
    #expect(lesson.status == Ending.missing.rawValue)
    let words = lesson.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("error: Cells need") && words.contains("nnlearn-kernel, which is"))
    let doctor = try Repository.run(program, ["doctor"], environment: work.environment, in: work.folder)
    #expect(doctor.status == Ending.missing.rawValue)
    #expect(doctor.output.contains("./nnlearn"))
  }

  /// A crash must give the shell back at once; Swift's own handlers would wait for a key on a terminal.
  @Test func aCrashWaitsForNobody() throws {
    let loop = Self.front + "\n# T\n\n```swift\nimport Foundation\nsleep(20)\n```\n"
    let work = try Workplace(lessons: ["01-x.md": loop])
    let script = """
      unset SWIFT_BACKTRACE
      "\(try Workplace.program.path)" lesson 1 --plain --lessons lessons >page & sleep 1
      grep SigCgt /proc/$!/status
      kill $!
      """
    try work.write(script, to: "crash.sh")
    let result = try Repository.run(
      "script", "-qec", "sh crash.sh", "/dev/null", environment: work.environment, in: work.folder)
    let mask = try #require(
      result.output.split(whereSeparator: \.isWhitespace).last { $0.count == 16 }.flatMap { UInt64($0, radix: 16) })
    for signal in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] {
      #expect(mask & (1 << UInt64(signal - 1)) == 0, "signal \(signal)")
    }
  }

  @Test func aTerminalOneColumnWideIsEnough() throws {
    let work = try Workplace(lessons: ["01-squares.md": Workplace.sound])
    let session = "stty cols 1 rows 1; \"\(try Workplace.program.path)\" lesson 1 --lessons lessons"
    // Keys are ignored while a cell runs, so the one that quits is pressed until it has been heard.
    let keys = "(sleep 2; printf ' jr'; for i in $(seq 60); do sleep 1; printf q || exit 0; done)"
    let script = "\(keys) 2>/dev/null | timeout 60 script -qec '\(session)' /dev/null"
    let result = try Repository.run(
      "sh", "-c", script, environment: work.environment.merging(["TERM": "xterm"]) { $1 },
      in: work.folder)
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains("\u{1B}[?1049l"))
  }
}
