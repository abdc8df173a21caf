import Autodiff
import Datasets
import Tensors

/// The numbers of everything that a training step changes, one after another, in the order of its assignments.
package struct StateLayout {
  package let parameters: [Parameter]

  package init(_ program: Program) { parameters = program.assignments.map(\.parameter) }

  private var byteCounts: [Int] { parameters.map { $0.shape.count * $0.elementType.byteCount } }

  package func arrays(_ state: [UInt8]) -> [NDArray] {
    var start = 0
    return state.withUnsafeBytes { bytes in
      zip(parameters, byteCounts).map { parameter, count in
        defer { start += count }
        // An empty array has no address.
        guard count > 0 else { return NDArray(repeating: 0, shape: parameter.shape, type: parameter.elementType) }
        return NDArray(copying: bytes.baseAddress! + start, shape: parameter.shape, type: parameter.elementType)
      }
    }
  }

  func bytes(_ arrays: [NDArray]) -> [UInt8] { arrays.flatMap { array in array.withUnsafeBytes { [UInt8]($0) } } }

  /// Gives the parameters these numbers.
  func store(_ state: [UInt8]) {
    for (parameter, contents) in zip(parameters, arrays(state)) { parameter.set(contents) }
  }
}

/// Where a training is, completely: going on from here gives the same bits as never having stopped.
struct TrainingState: Equatable {
  var losses: [Double] = []
  var epochs: [EpochSummary] = []
  var best: BestEpoch?
  /// Before the first step, and now, as `StateLayout` has them.
  var first: [UInt8] = []
  var parameters: [UInt8] = []
}
