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
    nameParts()
    let own = kept
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
  ///     try body.loadWeights(from: "classifier.safetensors", under: "body")
  ///
  /// Throws `DataProblem`, which says which parameter differs.
  ///
  /// - Parameter part: the part of the model in the file that this layer was: "body" takes "body.dense 1.w" as "dense 1.w",
  ///   and leaves what does not begin with "body.". nil: the file is of this layer alone.
  public func loadWeights(from file: String, under part: String? = nil) throws(DataProblem) {
    nameParts()
    let prefix = part.map { $0 + "." } ?? ""
    let arrays = try SafeTensors(file: file).arrays.filter { $0.key.hasPrefix(prefix) }
    let own = kept
    // In a model that has the same part, the layer's names begin with it already.
    let isInPlace = own.allSatisfy { $0.name.hasPrefix(prefix) }
    func nameInFile(_ parameter: Parameter) -> String { isInPlace ? parameter.name : prefix + parameter.name }
    for parameter in own {
      guard let array = arrays[nameInFile(parameter)] else {
        let known = arrays.keys.sorted().prefix(8).joined(separator: ", ")
        throw DataProblem(
          fileName(file),
          "'\(nameInFile(parameter))' was wanted, but the file has no such array"
            + (arrays.isEmpty && part != nil ? ", nor any that begins with '\(prefix)'." : ". It has: \(known)."))
      }
      guard array.shape == parameter.shape else {
        throw DataProblem(
          fileName(file), "'\(parameter.name)' of shape \(parameter.shape) was wanted, but \(array.shape) came.")
      }
    }
    let names = Set(own.map(nameInFile))
    if let other = arrays.keys.filter({ !names.contains($0) }).min() {
      throw DataProblem(fileName(file), "the file has '\(other)', which this model lacks: it is of another model.")
    }
    for parameter in own { parameter.set(arrays[nameInFile(parameter)]!.converted(to: parameter.elementType)) }
  }

  /// Gives the parameters and states the numbers of a layer that is made alike.
  ///
  ///     let before = network()
  ///     before.copyWeights(from: model)
  ///
  /// `let twin = model` copies nothing: both have the same parameters.
  public func copyWeights(from other: any Layer) {
    let (own, theirs) = (kept, other.kept)
    guard own.count == theirs.count else {
      stop(
        "copyWeights wants a layer made alike, but \(signature) has \(own.count) parameters and states, and "
          + "\(other.signature) \(theirs.count).")
    }
    if let (one, two) = zip(own, theirs).first(where: { $0.shape != $1.shape }) {
      stop(
        "copyWeights wants a layer made alike, but '\(one.name)' is \(one.shape) and '\(two.name)' \(two.shape).")
    }
    for (parameter, source) in zip(own, theirs) { parameter.set(source.value.converted(to: parameter.elementType)) }
  }
}
