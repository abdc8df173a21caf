import Foundation
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
      images: IDX.array(try bytes(files[0]), file: files[0], type: type),
      labels: IDX.array(try bytes(files[1]), file: files[1], type: type), file: files[1])
  }

  /// For images that belong together, such as letters of one typeface: the number of each one's group. Split them by group:
  ///
  ///     let (training, validation) = letters.split(keepingTogether: try Dataset.glyphs.groups(), training: 0.8, seed: 1)
  public func groups(_ part: Part = .training) throws(DataProblem) -> [Int] {
    let files = try files(.images, part)
    guard files.count > 2 else {
      throw DataProblem("", "'\(name)' has no groups: each of its images stands alone.")
    }
    return try IDX.array(try bytes(files[2]), file: files[2]).doubles.map { Int($0) }
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

  /// A file's bytes, from this package or from the one that is installed.
  private func bytes(_ file: String) throws(DataProblem) -> [UInt8] {
    guard let (folder, package) = content.installed else { return try packagedFile(file) }
    let path = "\(folder)/\(file)"
    guard FileManager.default.fileExists(atPath: path) else {
      throw DataProblem(
        path,
        "'\(name)' is not installed here. On Debian and Ubuntu: sudo apt-get install \(package). From a folder of your own: "
          + "Examples.mnist(folder:).")
    }
    return try readFile(path)
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
