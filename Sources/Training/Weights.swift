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
    let stored = wanted.map {
      StoredWeights(parameter: $0.parameter, names: [$0.name], form: StoredForm($0.parameter.shape))
    }
    let nothing = arrays.isEmpty ? part.map { "nothing in the file begins with '\($0).'" } : nil
    return try fill(stored, from: arrays, of: file, partially: partially, problem: nothing)
  }

  /// Gives the parameters and states the numbers that another framework has written, by its names and in its order of axes.
  ///
  ///     try model.loadWeights(from: "resnet18.safetensors", layout: .pyTorch) { [names[$0]!] }
  ///
  /// - Parameters:
  ///   - layout: whose order of axes the file has; it is turned into the one here.
  ///   - partially: what the file lacks keeps its numbers, and what this layer lacks is left; the answer says both.
  ///   - namesInFile: from a name in this layer to those in the file: of several the numbers are added, as the two biases of
  ///     PyTorch's RNN and LSTM; of none the parameter keeps its numbers. In PyTorch's GRU the reset gate multiplies the second bias
  ///     of the new gate, which `GRU` lacks: adding is right only where that part is 0.
  /// - Throws: `DataProblem`, which names every parameter that does not fit, with its shape here and in the file.
  @discardableResult
  public func loadWeights(
    from file: String, layout: WeightLayout, partially: Bool = false, naming namesInFile: (String) -> [String]
  ) throws(DataProblem) -> LoadedWeights {
    nameParts()
    let forms = storedForms(in: layout)
    let stored = kept.compactMap { parameter in
      forms[ObjectIdentifier(parameter)].flatMap { form in
        let names = namesInFile(parameter.name)
        return names.isEmpty ? nil : StoredWeights(parameter: parameter, names: names, form: form)
      }
    }
    return try fill(stored, from: SafeTensors(file: file).arrays, of: file, partially: partially)
  }

  /// - Parameter problem: what is known to be wrong already.
  private func fill(
    _ wanted: [StoredWeights], from arrays: [String: NDArray], of file: String, partially: Bool, problem: String? = nil
  ) throws(DataProblem) -> LoadedWeights {
    let found = wanted.filter { $0.isIn(arrays) }
    let names = wanted.flatMap(\.names)
    let report = LoadedWeights(
      loaded: found.map(\.parameter.name), missing: names.filter { arrays[$0] == nil },
      leftOver: Set(arrays.keys).subtracting(names).sorted())
    let misshapen = found.compactMap { $0.misfit(arrays) }
    var problems: [String] = []
    if !misshapen.isEmpty { problems.append("other shapes: \(shortened(misshapen))") }
    if !partially, !report.missing.isEmpty { problems.append("not in the file: \(quoted(report.missing))") }
    if !partially, !report.leftOver.isEmpty { problems.append("only in the file: \(quoted(report.leftOver))") }
    if let problem {
      problems = [problem]
    } else if found.isEmpty, !wanted.isEmpty, partially {
      problems.append(
        "no name of the file is one of this layer's, such as '\(names[0])'; it has \(quoted(report.leftOver))")
    }
    guard problems.isEmpty else {
      let isOfUse = !partially && !found.isEmpty && misshapen.isEmpty
      let hint = isOfUse ? " What fits alone is taken by loadWeights(from:, partially: true)." : ""
      throw DataProblem(
        fileName(file), "these weights do not fit \(signature): \(problems.joined(separator: "; ")).\(hint)")
    }
    for weights in found { weights.parameter.set(weights.numbers(arrays)) }
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

/// A parameter, and where a file has its numbers.
private struct StoredWeights {
  let parameter: Parameter
  /// Of several the numbers are added.
  let names: [String]
  let form: StoredForm

  func isIn(_ arrays: [String: NDArray]) -> Bool { names.allSatisfy { arrays[$0] != nil } }

  /// "'dense.w' [4, 2], but [2, 4] in the file"; nil when the shapes fit.
  func misfit(_ arrays: [String: NDArray]) -> String? {
    guard let other = names.compactMap({ arrays[$0]?.shape }).first(where: { $0 != form.shape }) else { return nil }
    let wanted = form.shape == parameter.shape ? "" : ", so \(form.shape) in a file of this layout"
    return "'\(parameter.name)' \(parameter.shape)\(wanted), but \(other) in the file"
  }

  func numbers(_ arrays: [String: NDArray]) -> NDArray {
    let sum = names.compactMap { arrays[$0] }.reduce(nil as NDArray?) { sum, next in sum.map { $0 + next } ?? next }
    return form.numbers(sum!).converted(to: parameter.elementType)
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
