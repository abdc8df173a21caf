import Display
import Foundation
import Lessons
import Testing

/// Cells that end otherwise than they should: each is reported at its line and costs itself only.
@Suite struct KernelTests {
  struct Escape: CustomTestStringConvertible {
    var name: String
    /// The third line is the one at fault.
    var code: String
    var status: CellResult.Status
    var testDescription: String { name }
  }

  static let escapes = [
    Escape(name: "trap", code: "let a = [1]\nprint(1)\nprint(a[a.count])", status: .trapped),
    Escape(name: "overflow", code: "var n = Int.max\nprint(1)\nn += 1", status: .trapped),
    Escape(name: "abort", code: "import Foundation\nprint(1)\nabort()", status: .trapped),
    Escape(name: "exit", code: "import Foundation\nprint(1)\nexit(3)", status: .exited),
    Escape(
      name: "_exit", code: "import Foundation\nfunc f() { print(1)\n  _exit(3) }\nf()", status: .exited),
    Escape(
      name: "uncaught error", code: "struct Oops: Error {}\nprint(1)\nthrow Oops()",
      status: .trapped),
    Escape(
      name: "endless loop", code: "//| timeout: 1\nvar n = 0\nprint(1)\nwhile true { n &+= 1 }", status: .timedOut),
    Escape(
      name: "empty endless loop", code: "//| timeout: 1\nimport Foundation\nprint(1)\nwhile true {}", status: .timedOut),
    Escape(
      name: "endless sleep", code: "//| timeout: 1\nimport Foundation\nprint(1)\nsleep(1000)", status: .timedOut),
    Escape(
      name: "runaway output",
      code: "let line = String(repeating: \"x\", count: 1023)\nprint(1)\nwhile true { print(line) }",
      status: .outputLimit),
    Escape(
      name: "runaway values",
      code: "let line = String(repeating: \"x\", count: 1023)\nprint(1)\nwhile true { show(line) }",
      status: .outputLimit),
    Escape(
      name: "runaway memory",
      code: "var all: [[Int]] = []\nprint(1)\nwhile true { all.append(Array(repeating: 1, count: 1 << 20)) }",
      status: .memoryLimit),
    Escape(
      name: "endless recursion", code: "print(1); var n = 0\nfunc f(_ k: Int) -> Int {\n  f(k + 1) + n }\nprint(f(0))",
      status: .trapped),
    Escape(
      name: "fork",
      code: "@_silgen_name(\"fork\") func fork_() -> Int32\nprint(1)\nlet child = fork_()", status: .trapped),
  ]

  @Test(arguments: escapes) func `an escape is reported at its line and costs its cell only`(_ escape: Escape) throws {
    let session = try session(
      lesson([
        "var log: [String] = []\nlog.append(\"a\")", "log.append(\"b\")\n", escape.code,
        "log.append(\"c\"); print(log)",
      ])
    ) { $0.memoryLimit = 1 << 30 }
    #expect(session.run(cell: 1).status == .passed)
    let result = session.run(cell: 2)
    #expect(result.status == escape.status, "\(result.diagnostics)")
    #expect(result.text.hasPrefix("1\n"))
    #expect(result.errorLine == 302, "\(result.diagnostics)")
    #expect(session.run(cell: 3).text == "[\"a\", \"b\", \"c\"]\n")
  }

  /// Leaves by a system call of its own, past every function that could be told.
  private static let bareExit = """
    import Foundation
    @_silgen_name("syscall") func system(_ number: Int, _ status: Int) -> Int
    #if arch(arm64)
    _ = system(94, 0)
    #else
    _ = system(231, 0)
    #endif
    """

  @Test(
    arguments: [
      (0, "max", 8 << 30, 2 << 30), (20 << 20, "max", 32 << 30, 5 << 30), (20 << 20, "8589934592", 32 << 30, 2 << 30),
      (1 << 20, "", 32 << 30, 1 << 30),
    ] as [(UInt64, String, UInt64, UInt64)])
  func `a cell may use a quarter of what is available`(
    kilobytes: UInt64, container: String, machine: UInt64, limit: UInt64
  ) {
    let facts = "MemTotal: 99 kB\nMemFree: 1 kB\n" + (kilobytes > 0 ? "MemAvailable:   \(kilobytes) kB\n" : "")
    #expect(MemoryLimit.limit(facts: facts, container: container + "\n", machine: machine) == limit)
  }

  @Test(arguments: [
    ("//| timeout: 0.5\nwhile true {}", CellResult.Status.timedOut, "time-limit"),
    ("@_silgen_name(\"fork\") func fork_() -> Int32\nlet child = fork_()", .trapped, "forked"),
    ("import Foundation\n_exit(0)", .exited, "program-exited"),
    ("import Foundation\n_Exit(0)", .exited, "program-exited"),
    ("import Foundation\nquick_exit(0)", .exited, "program-exited"),
    (bareExit, .exited, "program-exited-unplaced"),
    ("import Foundation\nexit(0)", .exited, "program-exited"),
    ("func five() async -> Int { 5 }\nprint(await five())", .compileError, "await-at-top-level"),
  ])
  func `the sentence fits what happened`(code: String, status: CellResult.Status, id: String) throws {
    let result = try session(lesson([code])).run(cell: 0)
    #expect(result.status == status)
    #expect(result.diagnostics.first { $0.severity == .error }?.id == id, "\(result.diagnostics)")
    #expect(id != "await-at-top-level" || result.errorLine == 101)
  }

  @Test func `output before the limit is kept`() throws {
    let session = try session(lesson(["var n = 0\nwhile n < 200_000_000 { print(n); n += 1 }"])) {
      $0.outputLimit = 100_000
    }
    let result = session.run(cell: 0)
    #expect(result.status == .outputLimit)
    #expect(result.text.hasPrefix("0\n1\n2\n"))
    #expect(result.text.utf8.count <= 100_000)
    #expect(result.text.utf8.count > 50_000)
  }

  /// A picture is larger as a value than as text; the cells after it run.
  @Test func `a large picture is no runaway`() throws {
    let picture =
      "ImageGrid.Picture(caption: \"\", width: 700, height: 700, channels: 1, pixels: Array(repeating: 200, count: 490_000))"
    let session = try session(
      lesson(["show(ImageGrid(title: \"p\", pictures: [\(picture)], columns: 1))\nlet n = 7", "print(n)"]))
    #expect(session.run(cell: 0).status == .passed)
    #expect(session.run(cell: 1).text == "7\n")
  }

  @Test func `runaway pictures end, and only their cell`() throws {
    let session = try session(
      lesson([
        "let n = 7",
        "let values = Array(repeating: 0.123456, count: 10_000)\n"
          + "while true { show(Chart(title: \"c\", x: Axis(\"x\"), y: Axis(\"y\"), marks: [.line(\"l\", x: values, y: values)])) }",
        "print(n)",
      ])
    ) { $0.outputLimit = 10_000 }
    #expect(session.run(cell: 1).status == .outputLimit)
    #expect(session.run(cell: 2).text == "7\n")
  }

  @Test func `an interrupted cell leaves the state of the others alone`() throws {
    let session = try session(
      lesson(["var log = [1]", "log.append(2)\nprint(\"started\")\nwhile true {}", "print(log)"]))
    var started: ContinuousClock.Instant?
    let result = session.run(
      cell: 1, onOutput: { _ in started = .now },
      poll: { started.map { $0.duration(to: .now) < .milliseconds(300) } ?? true })
    #expect(result.status == .interrupted)
    #expect(result.errorLine == 202, "\(result.diagnostics)")
    #expect(session.run(cell: 2).text == "[1]\n")
  }

  @Test func `a kernel killed from outside is replaced`() throws {
    let session = try session(
      lesson(["import Foundation\nvar n = 5\nprint(getpid())", "kill(getsid(0), SIGKILL)\nsleep(100)", "print(n)"]))
    #expect(session.run(cell: 0).status == .passed)
    let result = session.run(cell: 1)
    #expect(result.status == .trapped)
    #expect(result.diagnostics.first?.id == "kernel-lost", "\(result.diagnostics)")
    #expect(session.run(cell: 2).text == "5\n")
  }

  @Test func `nothing that a cell started outlives the session`() throws {
    let marker = "4242.\(UInt32.random(in: 1 ... .max))"
    let session = try session(
      lesson([
        "import Foundation\nlet p = Process()\np.executableURL = URL(fileURLWithPath: \"/bin/sleep\")\n"
          + "p.arguments = [\"\(marker)\"]\ntry p.run()\nprint(\"started\")",
        "print(2)",
      ]))
    #expect(session.run(cell: 0).text == "started\n")
    #expect(session.run(cell: 1).text == "2\n")
    #expect(processes(with: marker) == 1)
    session.close()
    #expect(processes(with: marker) == 0)
  }

  @Test func `two sessions live side by side`() throws {
    let first = try session(lesson(["var n = 1", "n += 1; print(n)"]))
    let second = try session(lesson(["var n = 10", "n += 1; print(n)"]))
    #expect(first.run(cell: 0).status == .passed)
    #expect(second.run(cell: 1).text == "11\n")
    #expect(first.run(cell: 1).text == "2\n")
  }

  @Test func `a cell that uses threads works, and so do those after it`() throws {
    let session = try session(
      lesson([
        "import Dispatch\nvar sum = 0\nDispatchQueue.global().sync { sum = 1 }\n"
          + "DispatchQueue.concurrentPerform(iterations: 8) { _ in }\nprint(sum)",
        "sum += 1; print(sum)", "let a: [Int] = []\nprint(a[1])", "sum += 1; print(sum)",
      ]))
    #expect(session.run(cell: 1).text == "2\n")
    #expect(session.run(cell: 2).status == .trapped)
    #expect(session.run(cell: 3).text == "3\n")
  }

  /// The plan's threads end before the process forks, and start again in the child: the third cell costs only itself.
  @Test func `cells that train on two threads are snapshots like others`() throws {
    let session = try session(
      lesson([
        """
        let digits = try Dataset.digits.examples()
        var random = RandomSource(seed: 1)
        let model = Sequential(
          Flatten(), Dense(64, 128, activation: .relu, using: &random),
          Dense(128, 64, activation: .relu, using: &random), Dense(64, 10, using: &random))
        let first = train(
          model, on: digits, batchSize: 512, epochs: 2, loss: softmaxCrossEntropy(logits:labels:), by: Adam(), seed: 1,
          threads: 2)
        """,
        """
        let second = train(
          model, on: digits, batchSize: 32, epochs: 5, loss: softmaxCrossEntropy(logits:labels:), by: Adam(), seed: 1)
        print(second.losses.last! < first.losses[0] / 3)
        """, "let none = [0][first.losses.count]", "print(first.losses.count, second.losses.count)",
      ]))
    #expect(session.run(cell: 0).status == .passed)
    let second = session.run(cell: 1)
    #expect(second.status == .passed && second.text == "true\n", "\(second)")
    #expect(session.run(cell: 2).status == .trapped)
    let last = session.run(cell: 3)
    #expect(last.status == .passed && last.text == "8 285\n", "\(last)")
  }

  @Test func `training that would not fit into memory is not begun`() throws {
    let session = try session(
      lesson([
        """
        let x = Input("x", NDArray(repeating: 1, shape: [4000, 10]))
        let w = Parameter("w", NDArray(repeating: 0.01, shape: [10, 100_000]))
        let answers = tanh(x.matmul(w))
        let program = Program(
          minimizing: mean(answers), over: [w], by: GradientDescent(learningRate: 0.1), watching: [answers])
        train(program, steps: 1)
        """
      ])
    ) { $0.memoryLimit = 1 << 30 }
    let result = session.run(cell: 0)
    #expect(result.status == .trapped && result.errorLine == 105)
    let text = result.diagnostics.map { "\($0)" }.joined()
    #expect(text.contains("training was not begun") && text.contains("A batch smaller than 4000"), "\(result)")
  }

  /// Float64 trains on a plan like Float32: there is nothing to say about it.
  @Test func `training in float64 needs no notice`() throws {
    let session = try session(
      lesson([
        """
        let w = Parameter("w", NDArray(repeating: 0.5, shape: [200, 200], type: .float64))
        let product = w.matmul(w).matmul(w)
        let program = Program(minimizing: mean(product * product), over: [w], by: GradientDescent(learningRate: 1e-9))
        let history = train(program, steps: 60)
        print(history.losses.count)
        """
      ]))
    let result = session.run(cell: 0)
    #expect(result.status == .passed && result.text.contains("60"), "\(result)")
    #expect(!result.outputs.contains { if case .diagnostic = $0 { true } else { false } }, "\(result.outputs)")
  }

  @Test func `a cell that closes its standard output still ends`() throws {
    let session = try session(lesson(["import Foundation\nprint(1)\nclose(1)\nshow(2)", "print(3)"]))
    let result = session.run(cell: 0)
    #expect(result.status == .passed)
    #expect(result.text == "1\n2\n")
  }

  @Test func `what a cell writes to standard error is shown where it was written`() throws {
    let session = try session(
      lesson(["import Foundation\nFileHandle.standardError.write(Data(\"careful\\n\".utf8))\nprint(1)"]))
    #expect(session.run(cell: 0).text == "careful\n1\n")
  }

  @Test func `cells see a clean environment`() throws {
    setenv("OPENBLAS_CORETYPE", "Haswell", 1)
    let session = try session(
      lesson([
        "import Foundation\nlet e = ProcessInfo.processInfo.environment\nprint(e[\"OPENBLAS_CORETYPE\"] ?? \"–\", e[\"LC_ALL\"]!)"
      ]))
    #expect(session.run(cell: 0).text == "– C.UTF-8\n")
  }

  /// How many processes have `word` among their arguments.
  private func processes(with word: String) -> Int {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.filter { name in
      guard Int(name) != nil, let line = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(name)/cmdline")) else {
        return false
      }
      return String(decoding: line, as: UTF8.self).contains(word)
    }.count
  }
}
