import Autodiff
import Datasets
import Networks
import Tensors

// A model's numbers on disk, as safetensors: readable by and from Python.
extension Layer {
  /// Writes the parameters and states by their names.
  ///
  /// Throws `DataProblem` when the file cannot be written.
  public func saveWeights(to file: String) throws(DataProblem) {
    let own = (parameters + state).distinct
    let arrays = Dictionary(own.map { ($0.name, $0.value) }) { first, _ in first }
    guard arrays.count == own.count else {
      let names = own.map(\.name)
      let twice = names.first { name in names.count { $0 == name } > 1 }!
      throw DataProblem(file, "parameters with names of their own were wanted, but two are called '\(twice)'.")
    }
    try SafeTensors(arrays).write(to: file)
  }

  /// Gives the parameters and states the numbers that a file has under their names; when one is missing, of another shape,
  /// or left over, none is changed.
  ///
  /// Throws `DataProblem`, which says which parameter differs.
  public func loadWeights(from file: String) throws(DataProblem) {
    let arrays = try SafeTensors(file: file).arrays
    let own = (parameters + state).distinct
    for parameter in own {
      guard let array = arrays[parameter.name] else {
        let known = arrays.keys.sorted().prefix(8).joined(separator: ", ")
        throw DataProblem(
          fileName(file), "'\(parameter.name)' was wanted, but the file has no such array. It has: \(known).")
      }
      guard array.shape == parameter.shape else {
        throw DataProblem(
          fileName(file), "'\(parameter.name)' of shape \(parameter.shape) was wanted, but \(array.shape) came.")
      }
    }
    let names = Set(own.map(\.name))
    if let other = arrays.keys.filter({ !names.contains($0) }).min() {
      throw DataProblem(fileName(file), "the file has '\(other)', which this model lacks: it is of another model.")
    }
    for parameter in own { parameter.set(arrays[parameter.name]!.converted(to: parameter.elementType)) }
  }
}
