import Foundation
import Tensors

/// Pictures in folders: each sub-folder is a class, and holds the pictures of that class.
///
///     flowers/rose/1.png  flowers/rose/2.png  flowers/tulip/a.png
///
///     let flowers = try ImageFolder("flowers")
///     flowers.classNames      // ["rose", "tulip"]
///     flowers.examples        // inputs [3, height, width, 3], targets [3]: 0, 0, 1
///
/// PNG, PPM and PGM are read. All pictures must have one size, and be all grey or all coloured; files of other kinds,
/// and hidden ones, are left out, but a JPEG is asked to be converted.
public struct ImageFolder: Sendable {
  /// More numbers than these are refused: 2²⁸, 1 GiB as float32.
  package static let largestCount = 1 << 28

  public let examples: Examples
  /// The sub-folders, in alphabetical order: the class with number i is `classNames[i]`.
  public let classNames: [String]
  /// Which picture each example is: "rose/1.png".
  public let files: [String]
  /// What of the files was left out; the examples have the same notes.
  public var notes: [String] { examples.notes }

  public init(_ path: String, type: ElementType = .float32) throws(DataProblem) {
    let classes = try entries(of: path).filter { isFolder("\(path)/\($0)") }
    guard !classes.isEmpty else {
      throw DataProblem(
        path,
        "expected a folder with a sub-folder for each class; this one has none. "
          + "Put the pictures of each class into a folder of its own.")
    }
    var (files, labels): ([String], [Double]) = ([], [])
    for (label, name) in classes.enumerated() {
      let pictures = try Self.pictures(in: "\(path)/\(name)")
      files += pictures.map { "\(name)/\($0)" }
      labels += pictures.map { _ in Double(label) }
    }
    let (inputs, notes) = try Self.array(files, in: path)
    var examples = Examples(inputs: inputs.converted(to: type), targets: NDArray(labels, type: type))
    examples.notes = notes
    self.examples = examples
    classNames = classes
    self.files = files
  }

  private static func pictures(in folder: String) throws(DataProblem) -> [String] {
    let names = try entries(of: folder)
    func ending(_ name: String) -> String { URL(filePath: name).pathExtension.lowercased() }
    if let name = names.first(where: { ["jpg", "jpeg", "gif", "bmp", "webp", "tif", "tiff"].contains(ending($0)) }) {
      throw DataProblem("\(folder)/\(name)", "expected a PNG, PPM or PGM picture. Convert it first.")
    }
    let pictures = names.filter { ["png", "ppm", "pgm", "pnm"].contains(ending($0)) }
    guard !pictures.isEmpty else {
      throw DataProblem(folder, "expected at least one picture, PNG, PPM or PGM; the folder holds none.")
    }
    return pictures
  }

  private static func array(_ files: [String], in path: String) throws(DataProblem) -> (NDArray, notes: [String]) {
    var (values, shape, notes): ([Float], Shape?, [String]) = ([], nil, [])
    for file in files {
      let picture = try Picture(try readFile("\(path)/\(file)"), file: file)
      if let shape, picture.shape != shape {
        throw DataProblem(
          file,
          "expected a picture \(shape), like \(files[0]); got \(picture.shape). "
            + "All pictures must have one size, and be all grey or all coloured.")
      }
      guard picture.values.count * files.count <= largestCount else {
        throw DataProblem(
          path,
          "expected at most \(largestCount) numbers; \(files.count) pictures of \(picture.shape) have more. "
            + "Make the pictures smaller.")
      }
      if shape == nil { values.reserveCapacity(picture.values.count * files.count) }
      shape = picture.shape
      values += picture.values
      if let note = picture.note { notes.append(note) }
    }
    return (NDArray(.float32(values), shape: Shape([files.count] + shape!.sizes)), notes)
  }
}

/// What lies in a folder, in alphabetical order, without what is hidden.
private func entries(of path: String) throws(DataProblem) -> [String] {
  guard isFolder(path) else { throw DataProblem(path, "expected a folder; there is none.") }
  guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
    throw DataProblem(path, "the folder cannot be read: \(String(cString: strerror(errno))).")
  }
  return names.filter { !$0.hasPrefix(".") }.sorted()
}

private func isFolder(_ path: String) -> Bool {
  var isFolder: ObjCBool = false
  return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
}
