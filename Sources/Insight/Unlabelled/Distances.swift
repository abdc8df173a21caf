import Autodiff
import Tensors

/// Squared Euclidean distances between rows, a block of rows at a time, by ‖a − b‖² = ‖a‖² + ‖b‖² − 2 a·b, of rows moved to have
/// the mean 0: of rows far from the origin the difference would lose its digits.
struct Distances {
  private let rows: NDArray
  private let squares: [Double]
  private let middle: [Double]
  private let width: Int

  init(to features: Features) {
    let (count, width) = (features.rowCount, features.columnCount)
    var middle = [Double](repeating: 0, count: width)
    for i in 0..<count { for (k, x) in features.row(i).enumerated() { middle[k] += x / Double(count) } }
    self.middle = middle
    self.width = width
    let centred = Self.centred(features.values, middle)
    rows = NDArray(centred, shape: [count, width], type: .float64).transposed()
    squares = Self.squares(centred, width)
  }

  /// Calls `body` for each row asked about, with its distances from all rows.
  func each(_ asked: Features, _ body: (_ row: Int, _ squares: [Double]) -> Void) {
    let block = 256
    for start in stride(from: 0, to: asked.rowCount, by: block) {
      let end = Swift.min(start + block, asked.rowCount)
      let part = Self.centred(Array(asked.values[start * width..<end * width]), middle)
      let products = NDArray(part, shape: [end - start, width], type: .float64).matmul(rows).doubles
      let own = Self.squares(part, width)
      for row in 0..<end - start {
        let first = row * squares.count
        body(
          start + row, squares.indices.map { Swift.max(own[row] + squares[$0] - 2 * products[first + $0], 0) })
      }
    }
  }

  private static func centred(_ values: [Double], _ middle: [Double]) -> [Double] {
    var values = values
    var column = 0
    for i in values.indices {
      values[i] -= middle[column]
      column = column + 1 == middle.count ? 0 : column + 1
    }
    return values
  }

  private static func squares(_ values: [Double], _ width: Int) -> [Double] {
    stride(from: 0, to: values.count, by: width).map { start in
      var sum = 0.0
      for i in start..<start + width { sum += values[i] * values[i] }
      return sum
    }
  }
}

/// The places of the smallest numbers, smallest first; of equal ones the first.
func smallest(_ count: Int, of numbers: [Double], except left: Int? = nil) -> [Int] {
  var nearest: [Int] = []
  for i in numbers.indices where i != left {
    if nearest.count == count, numbers[i] >= numbers[nearest.last!] { continue }
    let place = nearest.firstIndex { numbers[i] < numbers[$0] } ?? nearest.count
    nearest.insert(i, at: place)
    if nearest.count > count { nearest.removeLast() }
  }
  return nearest
}
