import Tensors

extension Dataset {
  /// The table of a data set that is one.
  public func frame() throws(DataProblem) -> DataFrame {
    let file = try files(.table, .training)[0]
    return try DataFrame(csv: try packagedFile(file), file: file)
  }

  /// The images and labels of a data set of images: inputs [n, rows, columns], targets [n]; the examples of one of one's own.
  public func examples(_ part: Part = .training, type: ElementType = .float32) throws(DataProblem) -> Examples {
    if let made = content.made {
      guard part == .training else {
        throw DataProblem("", "'\(name)' has no \(part.rawValue) part of its own: split what examples() gives.")
      }
      let examples = try made()
      return Examples(inputs: examples.inputs.converted(to: type), targets: examples.targets.converted(to: type))
    }
    let files = try files(.images, part)
    return try Examples(
      images: IDX.array(try packagedFile(files[0]), file: files[0], type: type),
      labels: IDX.array(try packagedFile(files[1]), file: files[1], type: type), file: files[1])
  }

  /// Sentences with what people thought of them, in a random order: in the file they are sorted.
  public func sentences(seed: UInt64 = 0) throws(DataProblem) -> Sentences {
    let file = try files(.sentences, .training)[0]
    return try Sentences(tabSeparated: try packagedFile(file), file: file).shuffled(seed: seed)
  }

  /// One entry a line, such as names.
  public func lines() throws(DataProblem) -> [String] {
    let file = try files(.lines, .training)[0]
    return try TextFile(try packagedFile(file), file: file).lines
  }

  /// One long text.
  public func text() throws(DataProblem) -> String {
    let file = try files(.text, .training)[0]
    return try TextFile(try packagedFile(file), file: file).text
  }

  /// A picture in which each pixel is labelled.
  public func segmentation() throws(DataProblem) -> Segmentation {
    let files = try files(.segmentation, .training)
    return try Segmentation(
      image: try Picture(try packagedFile(files[0]), file: files[0]),
      labels: try Picture(try packagedFile(files[1]), file: files[1]), file: files[1])
  }

  /// Sequences of different lengths with a class each.
  public func sequences(_ part: Part = .training) throws(DataProblem) -> Sequences {
    let file = try files(.sequences, part)[0]
    return try Sequences(timeSeries: try packagedFile(file), file: file)
  }

  private func files(_ wanted: Kind, _ part: Part) throws(DataProblem) -> [String] {
    guard kind == wanted else {
      throw DataProblem("", "'\(name)' holds no \(wanted.rawValue) but \(kind.rawValue): ask for \(kind.call).")
    }
    guard let files = content.files[part] else {
      throw DataProblem("", "'\(name)' has no \(part.rawValue) part of its own: split what \(kind.call) gives.")
    }
    return files
  }
}
