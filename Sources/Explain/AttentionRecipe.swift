import Display
import Tensors

extension Chart {
  /// Who looks where: every row asks, and its colours say how much of its attention goes to each column. One head of one
  /// sequence, `attend(x).weights` at [example, head], or a mean over several (Vaswani et al. 2017, figure 3).
  ///
  /// - Parameters:
  ///   - weights: [queries, keys], each from 0 to 1.
  ///   - asking: what stands at each query; numbered from 1 where it is left out.
  ///   - lookedAt: what stands at each key; `asking`, where it is left out and there are as many.
  public static func attention(
    _ weights: NDArray, title: String = "attention", asking: [String] = [], lookedAt: [String] = []
  ) -> Chart {
    guard weights.shape.rank == 2 else {
      stop("Chart.attention expects weights [queries, keys]; got \(weights.shape): choose an example and a head.")
    }
    func labels(_ given: [String], _ axis: Int, _ argument: String) -> [String] {
      let count = weights.shape[axis]
      guard given.isEmpty || given.count == count else {
        stop("Chart.attention expects \(count) labels for \(argument), one each; got \(given.count).")
      }
      return given.isEmpty ? (1...max(1, count)).map(String.init) : given
    }
    let rows = labels(asking, 0, "asking")
    let isOfItself = lookedAt.isEmpty && weights.shape[0] == weights.shape[1]
    let map = HeatMap(
      "share of attention", rows: weights.shape[0], columns: weights.shape[1], values: weights.doubles,
      scale: .sequential, rowLabels: rows, columnLabels: isOfItself ? rows : labels(lookedAt, 1, "lookedAt"),
      showsNumbers: false, range: 0...1)
    return Chart(
      title: title, x: Axis("looked at"), y: Axis("asking"), marks: weights.count == 0 ? [] : [.heatMap(map)])
  }
}
