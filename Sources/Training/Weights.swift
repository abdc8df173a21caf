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
      throw DataProblem(
        file,
        "saveWeights expects every parameter to have a name of its own; got two called '\(twice)'. Name the layers.")
    }
    try SafeTensors(arrays).write(to: file)
  }

  /// Gives the parameters and states the numbers that a file has under their names. What is missing in the file, left over or of
  /// another shape is an error that names all of it; nothing is changed then.
  ///
  ///     try model.loadWeights(from: "classifier.safetensors")
  ///     try body.loadWeights(from: "classifier.safetensors", under: "body")
  ///     print(try model.loadWeights(from: "other.safetensors", partially: true) { "encoder." + $0 })
  ///
  /// - Parameters:
  ///   - part: the part of the model in the file that this layer was: "body" takes "body.dense 1.w" as "dense 1.w", and leaves
  ///     what does not begin with "body.". nil: the file is of this layer alone.
  ///   - partially: what the file lacks keeps its numbers, and what this layer lacks is left; the answer says both.
  ///   - nameInFile: from a name in this layer to the name in the file, or in the part; left out, they are the same.
  /// - Throws: `DataProblem`, which names every parameter that does not fit.
  @discardableResult
  public func loadWeights(
    from file: String, under part: String? = nil, partially: Bool = false,
    naming nameInFile: (String) -> String = { $0 }
  ) throws(DataProblem) -> LoadedWeights {
    nameParts()
    let prefix = part.map { $0 + "." } ?? ""
    let arrays = try SafeTensors(file: file).arrays.filter { $0.key.hasPrefix(prefix) }
    let own = kept
    // In a model that has the same part, the layer's names begin with it already.
    let isInPlace = own.allSatisfy { $0.name.hasPrefix(prefix) }
    // In the whole, a single layer's own name is the part's: "dense 1.w", which is "dense.w" alone.
    let isSingle = !isInPlace && own.allSatisfy { $0.name.hasPrefix(name + ".") && arrays[prefix + $0.name] == nil }
    let wanted = own.map { parameter in
      let inFile = nameInFile(isSingle ? String(parameter.name.dropFirst(name.count + 1)) : parameter.name)
      return (parameter: parameter, name: isInPlace ? inFile : prefix + inFile)
    }
    let found = wanted.compactMap { item in arrays[item.name].map { (item.parameter, $0) } }
    let report = LoadedWeights(
      loaded: found.map(\.0.name), missing: wanted.map(\.name).filter { arrays[$0] == nil },
      leftOver: Set(arrays.keys).subtracting(wanted.map(\.name)).sorted())
    let misshapen = found.filter { $0.shape != $1.shape }.map {
      "'\($0.name)' \($0.shape), but \($1.shape) in the file"
    }
    var problems: [String] = []
    if !misshapen.isEmpty { problems.append("other shapes: \(shortened(misshapen))") }
    if !partially, !report.missing.isEmpty { problems.append("not in the file: \(quoted(report.missing))") }
    if !partially, !report.leftOver.isEmpty { problems.append("only in the file: \(quoted(report.leftOver))") }
    if arrays.isEmpty, let part {
      problems = ["nothing in the file begins with '\(part).'"]
    } else if found.isEmpty, !own.isEmpty, partially {
      problems.append(
        "no name of the file is one of this layer's, such as '\(wanted[0].name)'; it has \(quoted(report.leftOver))")
    }
    guard problems.isEmpty else {
      let isOfUse = !partially && !found.isEmpty && misshapen.isEmpty
      let hint = isOfUse ? " What fits alone is taken by loadWeights(from:, partially: true)." : ""
      throw DataProblem(
        fileName(file), "these weights do not fit \(signature): \(problems.joined(separator: "; ")).\(hint)")
    }
    for (parameter, array) in found { parameter.set(array.converted(to: parameter.elementType)) }
    return report
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
        "copyWeights expects a layer made alike; \(signature) has \(own.count) parameters and states, and "
          + "\(other.signature) \(theirs.count).")
    }
    if let (one, two) = zip(own, theirs).first(where: { $0.shape != $1.shape }) {
      stop(
        shapes: "copyWeights expects a layer made alike; '\(one.name)' is \(one.shape) and '\(two.name)' \(two.shape).")
    }
    for (parameter, source) in zip(own, theirs) { parameter.set(source.value.converted(to: parameter.elementType)) }
  }
}

/// What loading took from a file, and what it did not.
public struct LoadedWeights: Sendable, Equatable, CustomStringConvertible {
  /// The parameters and states that have the file's numbers now.
  public let loaded: [String]
  /// The names that the file lacks: these parameters and states keep their numbers.
  public let missing: [String]
  /// The file's names that nothing was taken from.
  public let leftOver: [String]

  public var description: String {
    let parts = [
      "\(loaded.count) loaded", missing.isEmpty ? nil : "not in the file, so unchanged: \(quoted(missing))",
      leftOver.isEmpty ? nil : "only in the file, so left: \(quoted(leftOver))",
    ]
    return parts.compactMap(\.self).joined(separator: "; ")
  }
}

private func quoted(_ names: [String]) -> String { shortened(names.map { "'\($0)'" }) }

private func shortened(_ texts: [String]) -> String {
  let most = 8
  return texts.prefix(most).joined(separator: ", ") + (texts.count > most ? " and \(texts.count - most) more" : "")
}
