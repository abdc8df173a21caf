import Display
import Lessons

/// What a page needs of a running lesson. Calls block; see `Session`.
package protocol CellRunner: AnyObject {
  var results: [Int: CellResult] { get }
  /// Compiles and starts ahead of need, until `poll` returns false.
  func prepare(poll: () -> Bool)
  func run(cell index: Int, onOutput: (Output) -> Void, poll: () -> Bool) -> CellResult
  func value(of expression: String, at place: Diagnostic.Place, after cellIndex: Int) -> Result<String, Diagnostic>
  func step(_ stepper: Int, _ command: StepCommand) throws(Diagnostic) -> StepView
  func replace(cell index: Int, code: String)
  func close()
}

extension Session: CellRunner {}
