import Display
import Tensors

extension Chart {
  /// A map of codes: a point for each example, at the two numbers of its code, in the colour of its class. Of more than two numbers the
  /// first two.
  ///
  ///     show(Chart.codes(predict(model.encoder, pictures.inputs), classes: pictures.classes))
  ///
  /// - Parameters:
  ///   - codes: [n, 2 or more].
  ///   - classes: of each example, from 0; labels that the codes' maker need not have seen.
  ///   - names: of the classes; empty: their numbers.
  public static func codes(
    _ codes: NDArray, classes: [Int], names: [String] = [], title: String = "codes", x: String = "code 1",
    y: String = "code 2"
  ) -> Chart {
    guard codes.shape.rank == 2, codes.shape[1] >= 2, codes.rowCount == classes.count else {
      stop(
        shapes:
          "Chart.codes expects codes [n, 2 or more] and a class for each; got \(codes.shape) and \(classes.count) "
          + "classes.")
    }
    guard classes.allSatisfy({ $0 >= 0 && (names.isEmpty || $0 < names.count) }) else {
      stop("Chart.codes expects classes from 0, each with a name; got \(classes.min() ?? 0) to \(classes.max() ?? 0).")
    }
    let (values, width) = (codes.doubles, codes.shape[1])
    let marks = Set(classes).sorted().map { label -> Mark in
      let rows = classes.indices.filter { classes[$0] == label }
      return .points(
        names.isEmpty ? "\(label)" : names[label], x: rows.map { values[$0 * width] },
        y: rows.map { values[$0 * width + 1] })
    }
    return Chart(title: title, x: Axis(x), y: Axis(y), marks: marks)
  }
}
