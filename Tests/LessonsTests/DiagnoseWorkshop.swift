import Foundation
import Lessons

/// The compiler of this machine, a stand-in for the library that cells import, and a small program that loads one
/// cell as the kernel does.
struct DiagnoseWorkshop: Sendable {
  let folder: String
  let programs: String

  static let file = "lessons/07-broken.md"
  /// Cells start here, so that a line counted from the cell's own first line would be noticed.
  static let firstLine = 41

  private static let built = Result { try DiagnoseWorkshop() }

  /// Built once for all tests; throws when this machine has no compiler.
  static func shared() throws -> DiagnoseWorkshop { try built.get() }

  struct Failure: Error { var words: String }

  private init() throws {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let compiler = path.split(separator: ":").map { URL(fileURLWithPath: $0 + "/swift-frontend") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    guard let compiler else { throw Failure(words: "There is no swift-frontend on PATH.") }
    programs = compiler.resolvingSymlinksInPath().deletingLastPathComponent().path
    let temporary = FileManager.default.temporaryDirectory.appendingPathComponent("broken-\(UUID().uuidString)")
    folder = temporary.path
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    try build()
    atexit {
      if let made = try? DiagnoseWorkshop.shared() { try? FileManager.default.removeItem(atPath: made.folder) }
    }
  }

  private func build() throws {
    try Self.library.write(toFile: folder + "/library.swift", atomically: true, encoding: .utf8)
    try Self.loader.write(toFile: folder + "/loader.c", atomically: true, encoding: .utf8)
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
    let handler = root.path + "/Sources/CCallSite"
    try run(
      "swift-frontend", "-c", "library.swift", "-parse-as-library", "-module-name", "NNLearnKit", "-emit-module-path",
      "NNLearnKit.swiftmodule", "-o", "library.o", "-module-cache-path", "modules"
    ).check()
    try link("library.o", into: "libNNLearnKit.so").check()
    try run(
      "clang", "-O1", "-Wall", "-Wextra", "-Werror", "-I", handler + "/include", "loader.c", handler + "/CCrash.c",
      "-o", "loader", "-L", runtime, "-lswiftCore", "-Wl,-rpath," + runtime, "-ldl"
    ).check()
  }

  var symbolizer: Symbolizer { Symbolizer(path: programs + "/llvm-symbolizer") }

  private var runtime: String { programs + "/../lib/swift/linux" }

  /// What the compiler says of a cell, as a session would call it.
  func compile(_ cell: Lessons.Cell, as module: String) throws -> Outcome {
    let source =
      "import NNLearnKit\n#sourceLocation(file: \"\(Self.file)\", line: \(cell.line))\n\(cell.code)\n"
    try source.write(toFile: "\(folder)/\(module).swift", atomically: true, encoding: .utf8)
    return try run(
      "swift-frontend", "-c", "\(module).swift", "-module-name", module, "-o", "\(module).o", "-I", ".",
      "-entry-point-function-name", "\(module)_main", "-swift-version", "5", "-Onone", "-enable-testing",
      "-gline-tables-only", "-file-compilation-dir", ".", "-diagnostic-style=llvm", "-no-color-diagnostics",
      "-module-cache-path", "modules")
  }

  /// Loads and runs a compiled cell.
  func run(_ module: String) throws -> (outcome: Outcome, remains: Diagnose.Remains) {
    let report = "\(folder)/\(module).report"
    let library = "\(folder)/\(module).so"
    try link("\(module).o", into: "\(module).so", "-L.", "-lNNLearnKit", "-lFoundation").check()
    let outcome = try run(folder + "/loader", report, library, module + "_main")
    let text = (try? String(contentsOfFile: report, encoding: .utf8)) ?? ""
    return (outcome, Diagnose.Remains(report: text, standardError: outcome.error, libraries: [library]))
  }

  private func link(_ object: String, into library: String, _ more: String...) throws -> Outcome {
    #if arch(arm64)
      let registration = runtime + "/aarch64/swiftrt.o"
    #else
      let registration = runtime + "/x86_64/swiftrt.o"
    #endif
    let libraries = ["-lswiftCore", "-lswiftSwiftOnoneSupport", "-lswift_Concurrency", "-lswift_StringProcessing"]
    return try run(
      "clang",
      ["-fuse-ld=lld", "-shared", object, registration, "-o", library, "-L", runtime] + libraries + more + [
        "-Wl,-rpath," + runtime, "-Wl,-rpath," + folder,
      ])
  }

  struct Outcome: Sendable {
    /// nil when a signal ended it.
    var status: Int32?
    var signal: Int32?
    var error: String

    func check() throws {
      if status != 0 { throw Failure(words: error) }
    }
  }

  private func run(_ program: String, _ arguments: String...) throws -> Outcome { try run(program, arguments) }

  private func run(_ program: String, _ arguments: [String]) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program.hasPrefix("/") ? program : programs + "/" + program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"]
    let error = Pipe()
    process.standardError = error
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let ended = process.terminationReason == .exit
    return Outcome(
      status: ended ? process.terminationStatus : nil, signal: ended ? nil : process.terminationStatus, error: text)
  }

  private static let loader = """
    #include <dlfcn.h>
    #include <fcntl.h>
    #include <stdio.h>
    #include "CCrash.h"

    int main(int count, char **arguments) {
      if (count < 4) return 100;
      void *library = dlopen(arguments[2], RTLD_NOW | RTLD_GLOBAL);
      if (!library) return fprintf(stderr, "%s\\n", dlerror()), 101;
      int (*cell)(int, char **) = (int (*)(int, char **))dlsym(library, arguments[3]);
      if (!cell || nn_crash_report_to(open(arguments[1], O_WRONLY | O_CREAT | O_TRUNC, 0600)) != 0) return 102;
      cell(count, arguments);
      nn_crash_report_to(-1);
      return 0;
    }
    """

  /// As much of the library's interface as the cells below use.
  private static let library = """
    public func expect(_ what: String, _ value: Double, near wanted: Double, within tolerance: Double) {
      if abs(value - wanted) > tolerance { fatalError("The text relies on \\(what).", file: "nnlearn/expectation") }
    }
    public struct Adam {
      public init(learningRate: Double = 0.001, momentDecay: Double = 0.9) {
        if momentDecay >= 1 { fatalError("momentDecay must be less than 1; got \\(momentDecay).", file: "nnlearn/values") }
      }
    }
    public struct NDArray: Equatable {
      public var rows: [[Double]]
      public init(_ values: [Int]) { rows = [values.map(Double.init)] }
      public subscript(index: Int...) -> Double { rows[0][0] }
      public func rows(_ places: [Int]) -> NDArray { self }
      public init(_ values: [Double]) { rows = [values] }
      public init(_ rows: [[Double]]) { self.rows = rows }
    }

    public struct Shape: ExpressibleByArrayLiteral {
      public init(arrayLiteral sizes: Int...) {}
    }

    public struct Axis: Codable {
      public init(_ name: String) {}
    }

    public struct MetricValue {
      public var scalar = 0.0
    }
    public struct Metric {
      public static func accuracy(_ answers: NDArray, _ targets: NDArray) -> MetricValue { MetricValue() }
    }

    public struct Examples {
      public static func moons(count: Int) -> Examples { Examples() }
      public var count: Int { 1 }
    }
    public struct Batches {
      public let countPerEpoch = 1
      public init(_ examples: Examples, size: Int) {}
      public subscript(step: Int) -> Examples { Examples() }
    }

    public struct Activation {
      public static let relu = Activation()
    }

    public protocol AxisIndex {}
    extension Int: AxisIndex {}
    extension PartialRangeFrom: AxisIndex where Bound == Int {}

    public class Tensor {
      public convenience init(_ rows: [[Double]]) { self.init(NDArray(rows)) }
      public convenience init(_ numbers: [Double]) { self.init(NDArray(numbers)) }
      public static func zeros(_ shape: Shape) -> Tensor { Tensor([[0]]) }
      public subscript(index: any AxisIndex...) -> Tensor { self }
      public let value: NDArray
      public init(_ contents: NDArray) { value = contents }
      public var shape: [Int] { [value.rows.count, value.rows[0].count] }
      public var scalar: Double { value.rows[0][0] }
      public func matmul(_ other: Tensor) -> Tensor {
        if shape[1] != other.shape[0] {
          fatalError("matmul expects X [m, k] and W [k, n] with equal k.", file: "nnlearn/shapes")
        }
        return self
      }
      public func transposed() -> Tensor { Tensor(NDArray(value.rows[0].map { [$0] })) }
      public static func + (x: Tensor, y: Tensor) -> Tensor { x }
      public static func * (x: Tensor, y: Tensor) -> Tensor { x }
      public static func + (x: Tensor, y: Double) -> Tensor { x }
      public static func + (x: Double, y: Tensor) -> Tensor { y }
      public static func * (x: Tensor, y: Double) -> Tensor { x }
      public static func * (x: Double, y: Tensor) -> Tensor { y }
      @_disfavoredOverload public static func + (x: Tensor, y: Int) -> Tensor { x }
    }

    public protocol Layer {}
    public struct Dense: Layer {
      public let weights = Tensor([[1]])
      public let parameters: [Parameter] = []
      public init(_ inputs: Int, _ outputs: Int) {}
    }
    public class Parameter: Tensor {}
    public struct Adam {
      public init(learningRate: Double = 0.001, epsilon: Double = 1e-8) {}
    }
    public func gradient(of loss: Tensor, with w: Tensor) -> Tensor { w }
    public func gradients(of loss: Tensor, with parameters: [Parameter]) -> [Tensor] { parameters }
    public struct Sequential: Layer {
      public init(_ layers: any Layer..., name: String = "") {}
      public init(_ layers: [any Layer], name: String = "") {}
    }

    public func tanh(_ x: Tensor) -> Tensor { x }
    public func tanh(_ x: NDArray) -> NDArray { x }
    public func sum(_ x: Tensor, axis: Int = 0) -> Tensor { x }
    public func sum(_ x: NDArray, axis: Int = 0) -> NDArray { x }
    public func sigmoid(_ x: Tensor) -> Tensor { x }
    public func show<Value>(_ value: Value) { print(value) }
    """
}
