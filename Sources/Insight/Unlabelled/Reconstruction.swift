import Networks
import Tensors
import Training

/// Of each example, the mean squared difference from what a model makes of it. An autoencoder that has learnt usual examples
/// makes most of unusual ones badly: the error is a score of how unusual an example is. Hawkins et al. 2002,
/// doi:10.1007/3-540-46145-0_17.
///
///     let scores = reconstructionErrors(of: model, on: others.inputs)
///
/// - Parameter model: answers with numbers of its inputs' shape, not logits: an `Autoencoder`.
public func reconstructionErrors(of model: any Layer, on inputs: NDArray) -> [Double] {
  reconstructionErrors(inputs, predict(model, inputs))
}

/// The same of answers that are there already.
///
/// - Parameters:
///   - inputs: [n, …].
///   - answers: the same shape.
public func reconstructionErrors(_ inputs: NDArray, _ answers: NDArray) -> [Double] {
  guard inputs.shape == answers.shape, inputs.shape.rank >= 1, inputs.count > 0 else {
    stop(
      shapes: "reconstructionErrors expects inputs and answers of one shape [n, …]; got \(inputs.shape) and "
        + "\(answers.shape).")
  }
  let (x, y, width) = (inputs.doubles, answers.doubles, inputs.count / inputs.rowCount)
  return (0..<inputs.rowCount).map { row in
    var sum = 0.0
    for i in row * width..<(row + 1) * width { sum += (x[i] - y[i]) * (x[i] - y[i]) }
    return sum / Double(width)
  }
}

/// A straight walk from one code to another, both ends included: [steps, k].
///
///     show(images: predict(model.decoder, walk(from: codes.rows([3]), to: codes.rows([8]), steps: 10)))
///
/// - Parameters:
///   - first: one code, [k] or [1, k].
///   - steps: how many codes, 2 or more.
public func walk(from first: NDArray, to last: NDArray, steps: Int = 8) -> NDArray {
  guard first.count > 0, first.count == last.count, [first, last].allSatisfy({ $0.count == $0.shape.sizes.last }) else {
    stop(shapes: "walk expects two codes of one length, [k] or [1, k]; got \(first.shape) and \(last.shape).")
  }
  guard steps >= 2 else { stop("walk expects 2 or more steps, the first and the last code; got \(steps).") }
  let (a, b) = (first.doubles, last.doubles)
  let codes = (0..<steps).flatMap { step -> [Double] in
    let part = Double(step) / Double(steps - 1)
    return zip(a, b).map { (1 - part) * $0 + part * $1 }
  }
  return NDArray(codes, shape: [steps, a.count], type: first.elementType)
}

/// Codes of two numbers on a grid, row by row from the top left: [rows · columns, 2], for a grid of pictures that a decoder makes.
///
///     show(images: predict(model.decoder, codeGrid(x: -2...2, y: -2...2, columns: 10)), columns: 10)
///
/// - Parameters:
///   - x: the first number, growing to the right.
///   - y: the second number, growing upwards, as in a chart.
///   - rows: nil: as many as columns.
public func codeGrid(
  x: ClosedRange<Double>, y: ClosedRange<Double>, columns: Int, rows: Int? = nil, type: ElementType = .float32
) -> NDArray {
  let rows = rows ?? columns
  guard columns >= 2, rows >= 2 else {
    stop("codeGrid expects 2 or more columns and rows; got \(columns) and \(rows).")
  }
  let acrossStep = (x.upperBound - x.lowerBound) / Double(columns - 1)
  let downStep = (y.upperBound - y.lowerBound) / Double(rows - 1)
  var codes: [Double] = []
  for row in 0..<rows {
    for column in 0..<columns {
      codes.append(x.lowerBound + Double(column) * acrossStep)
      codes.append(y.upperBound - Double(row) * downStep)
    }
  }
  return NDArray(codes, shape: [rows * columns, 2], type: type)
}
