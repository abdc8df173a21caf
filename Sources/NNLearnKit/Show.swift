import Autodiff
import Display
import Explain
import Tensors

/// Puts a value on the page, below the cell, in the order in which it was shown or printed.
///
/// A chart, table, graph or anything else `Displayable` appears as what it is; a stepper can then be stepped
/// through; numbers have four significant digits (`print` gives a number all of its digits); everything else appears as its
/// description. In a program of your own the text of it goes to standard output.
public func show<Value>(_ value: Value) {
  Outlet.send(output(of: value))
}

/// Shows `value` with its name before it: `show("loss", loss)` gives "loss: 0.1234". A title-less picture cannot
/// carry a name in one line of text, so the name then stands on a line of its own above it.
public func show<Value>(_ name: String, _ value: Value) {
  switch output(of: value) {
  case .text(let text): Outlet.send(.text("\(name): \(text)"))
  case let picture:
    Outlet.send(.text(name + "\n"))
    Outlet.send(picture)
  }
}

/// Shows a stack of images as a grid: `show(images: digits.inputs, captions: digits.classes.map { "\($0)" })`. The first 64
/// of many.
///
/// - Parameter images: [n, rows, columns], with one channel more where there is one: see `ImageGrid`.
public func show(images: NDArray, captions: [String] = [], title: String = "images", columns: Int = 8) {
  show(ImageGrid(images, captions: captions, title: title, columns: columns))
}

/// The same for the value of a tensor, such as what a decoder made.
public func show(images: Tensor, captions: [String] = [], title: String = "images", columns: Int = 8) {
  show(images: images.value, captions: captions, title: title, columns: columns)
}

/// Shows numbers as a curve: `show(line: losses)`.
///
/// - Parameter x: where each of the numbers lies; nil: at 0, 1, 2, …
public func show(
  line y: [Double], x: [Double]? = nil, title: String = "values", xLabel: String = "index", yLabel: String = "value"
) {
  show(Chart.line(y, x: x, title: title, xLabel: xLabel, yLabel: yLabel))
}

/// The same for an array, its numbers row by row.
public func show(
  line y: NDArray, x: [Double]? = nil, title: String = "values", xLabel: String = "index", yLabel: String = "value"
) {
  show(line: y.doubles, x: x, title: title, xLabel: xLabel, yLabel: yLabel)
}

/// Shows several curves over the same x: `show(lines: ["measured": a, "forecast": b])`.
public func show(
  lines curves: KeyValuePairs<String, [Double]>, x: [Double]? = nil, title: String = "values", xLabel: String = "index",
  yLabel: String = "value"
) {
  show(Chart.lines(curves, x: x, title: title, xLabel: xLabel, yLabel: yLabel))
}

/// `value` as it stands within a sentence: floating-point numbers with four significant digits, an optional as
/// what it holds or "nil", arrays element by element, everything else as its description.
public func inlineText<Value>(_ value: Value) -> String {
  switch value {
  case let number as any BinaryFloatingPoint: return format(double(number))
  case let text as String: return text
  case let tensor as Tensor: return inlineText(tensor.value)
  case let array as NDArray: return array.count == 1 ? format(array[at: 0]) : array.summaryText
  case let sequence as [Any]: return "[" + sequence.map { inlineText($0) }.joined(separator: ", ") + "]"
  case let optional as any OptionalValue: return optional.held.map { inlineText($0) } ?? "nil"
  default: return String(describing: value)
  }
}

private func output(of value: Any) -> Output {
  switch value {
  case let stepper as any Steppable: Steppers.register(stepper)
  case let displayable as any Displayable: endingItsLine(displayable.output)
  default: .text(inlineText(value) + "\n")
  }
}

private func endingItsLine(_ output: Output) -> Output {
  if case .text(let text) = output, !text.hasSuffix("\n") { .text(text + "\n") } else { output }
}

private func double(_ number: some BinaryFloatingPoint) -> Double { Double(number) }

private protocol OptionalValue {
  var held: Any? { get }
}

extension Optional: OptionalValue {
  fileprivate var held: Any? { map { $0 as Any } }
}
