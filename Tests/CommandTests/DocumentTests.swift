import Commands
import Display
import Foundation
import Testing

@Suite struct DocumentTests {
  private static let head =
    "# The operations\n\nEvery computation in nnlearn is made of these. `nnlearn ops` prints the same list.\n\n"

  private static let tail = """

    ## Written in a cell

    Shapes broadcast in arithmetic, comparisons, `maximum`, `minimum`, `select`, `pow` and the leading axes of `matmul`. An axis may
    be counted from the end: −1 is the last. Where `axes:` is taken, one axis may be given as `axis:`.

    | to get | write |
    | --- | --- |
    | comparisons, 1 or 0 | `x .> y`, `.<`, `.>=`, `.<=`, `.==`, `.!=`, with numbers on either side |
    | arrays of one number | `Tensor.zeros([2, 3])`, `.ones`, `.full([2, 3], 0.5)`, `.zeros(like: x)`; `NDArray.zeros([2, 3])`, `.identity(3)` |
    | one or the other | `select(condition, x, y)`, `maximum(x, y)`, `minimum(x, 0)`, `clamp(x, -1...1)`, `clamp(x, 0...)` |
    | products | `x.matmul(w)` of matrices, vectors and batches; `einsum("bqd,bkd->bqk", q, k)` |
    | folds | `sum`, `mean`, `max`, `min`, `product`, `variance`, `std`, `logSumExp`: `sum(x, axis: -1, keepingAxes: true)` |
    | sums up to each place | `cumulativeSum(x, axis: 0)` |
    | places | `argmax(x, axis: -1)`, `argmin(x)`, `topK(x, 5).indices` |
    | numbers by their places | `x.slice(0..<3)`, `x.slice(stride(from: 8, through: 0, by: -2), axis: 1)`, `x.reversed(axis: 0)`, `x.rows(k)`, `x.gathered(k, axis: 1)`, `x.takenAlong(k, axis: 1)`, `topK(x, 5).values` |
    | numbers between brackets | `x[0]` a row, `x[1, 2]` a number, `x[0..<3]` rows, `x[0..., 1]` a column, `x[-1]` the last row |
    | rows added by their places | `scatterAdd(rows, at: k, count: 10)` |
    | further places | `pad(x, before: 1, after: 1, axis: 1, by: .reflected)`, or `.zeros`, `.edge` |
    | triangles | `triangularLower(x, offset: 0)`, `triangularUpper(x)`, `triangularMask(rows: 4, columns: 4)` |
    | powers | `pow(x, 3)`, `pow(x, y)`, `sqrt(x)`, `reciprocal(x)` |
    | whole numbers | `floor(x)`, `ceil(x)`, `trunc(x)`, `round(x)` with ties to even |
    | digits near 0 | `log1p(x)`, `expm1(x)` |
    | another shape | `x.reshaped(0, -1)`, `x.reshaped(y.shape)`, `x.transposed([1, 0])`, `x.broadcast(to: [2, 3])`, `concatenate([x, y], axis: -1)` |

    `print(x)` says what x is, its shape and its numbers, shortened where there are many.

    ## Arrays

    An `NDArray` holds numbers and remembers nothing of how they came about. It is calculated with as tensors are, by the same kernels,
    at once: `x * 2 - y`, `x += 1`, `mean(x, axis: 0)`, `exp(x)`, `x.matmul(w)`, `x.transposed()`, `x.reshaped(3, -1)`, `x .> 0`.
    Shapes broadcast. `x[1, 2]` is a number, which can be set; `x[1, 0...]`, `x[0..<3]` and `x[0..., 1]` are arrays.

    | from | to | write |
    | --- | --- | --- |
    | numbers | an array | `NDArray([1, 2])`, `NDArray([[1, 2], [3, 4]])`; of `[Int]` and `[Float]` too |
    | an array | numbers | `x.doubles`, `x.matrix` of rows, `x.scalar` of one |
    | an array | a tensor, a parameter, an input | `Tensor(x)`, `Parameter("w", x)`, `Input("x", x)`; `w.set(x)` |
    | any of these | an array | `t.value` |
    | a number type | the other one | `x.converted(to: .float64)` |

    `print(x)` shows four digits of each number, and of many numbers the first and the last; `x.fullText` is all of them.

    """

  /// With RECORD=1 it is written anew, and fails once.
  @Test func theListOfOperationsIsThatOfTheLibrary() throws {
    let file = "Docs/OPERATIONS.md"
    let work = try Workplace()
    let text = Self.head + (try Catalogue.operations.table(in: work.places).markdown()) + Self.tail
    guard (try? Repository.text(of: file)) != text else { return }
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try Data(text.utf8).write(to: Repository.root.appending(path: file))
    }
    Issue.record("\(file) is not what the library says now; RECORD=1 writes it anew.")
  }

  @Test func everyDataSetHasALicence() throws {
    let rows = try Catalogue.data.table(in: Workplace().places)
    let page = try Repository.text(of: "Docs/DATA.md")
    #expect(rows.rows.count >= 3)
    for row in rows.rows {
      #expect(row.allSatisfy { !$0.isEmpty })
      #expect(page.contains(row[3]), "Docs/DATA.md does not name the licence of \(row[0])")
    }
  }

  @Test func everyCommandAndExitCodeIsDocumented() throws {
    let page = try Repository.text(of: "Docs/COMMANDS.md")
    let help = try Workplace().run(["--help"]).output
    let commands = help.matches(of: /\n  ([a-z]+)   +[A-Z]/).map { String($0.1) }
    #expect(commands.count >= 12)
    for command in commands { #expect(page.contains("| `\(command)"), "\(command) is not in Docs/COMMANDS.md") }
    for ending in Ending.allCases { #expect(page.contains("| \(ending.rawValue) |")) }
  }

  @Test func everyPackageIsExplained() throws {
    let page = try Repository.text(of: "Docs/DEPENDENCIES.md")
    let packages = try Repository.run("sh", "nnlearn", "packages").output.split(separator: "\n")
    #expect(packages.count > 10)
    for package in packages { #expect(page.contains("`\(package)`"), "\(package) is not explained") }
  }

  /// What it is for, what it may import, where to begin to read.
  @Test func everyModuleIntroducesItself() throws {
    let modules = Architecture.table(in: try Repository.text(of: "Docs/ARCHITECTURE.md")).keys
    for module in modules where !module.hasPrefix("C") || module == "Commands" {
      let page = try Repository.text(of: "Sources/\(module)/README.md")
      #expect(page.hasPrefix("# \(module)\n"))
      #expect(page.contains("mport") && page.split(separator: "\n").count < 25)
    }
  }

  /// Relative links and pictures of the documents lead somewhere.
  @Test func everyLinkLeadsSomewhere() throws {
    let documents = try Repository.files().filter { $0 == "README.md" || $0.hasPrefix("Docs/") && $0.hasSuffix(".md") }
    #expect(documents.count >= 6)
    for document in documents {
      let folder = Repository.root.appending(path: document).deletingLastPathComponent()
      for link in try Repository.text(of: document).matches(of: /\]\(([^)#:\s]+)(?:#[^)]*)?\)/) {
        let target = folder.appending(path: String(link.1))
        #expect(FileManager.default.fileExists(atPath: target.path), "\(document) links to \(link.1)")
      }
    }
  }
}
