import Foundation
import Tensors

// Image sets of the user's own.
extension Examples {
  /// Two IDX files, as MNIST has them, compressed by gzip or not.
  public init(idxImages: String, labels: String, type: ElementType = .float32) throws(DataProblem) {
    try self.init(
      images: NDArray(idxFile: idxImages, type: type), labels: NDArray(idxFile: labels, type: type),
      file: fileName(labels))
  }

  init(images: NDArray, labels: NDArray, file: String) throws(DataProblem) {
    guard images.shape.rank >= 1, labels.shape == [images.rowCount] else {
      throw DataProblem(
        file,
        "expected \(images.rowCount) labels, one for each image; got \(labels.shape). "
          + "Do the two files belong together?")
    }
    self.init(inputs: images, targets: labels)
  }

  /// Full MNIST, Fashion-MNIST or a relative, from a folder with its four files under their usual names, compressed or
  /// not: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte.
  ///
  ///     let (training, test) = try Examples.mnist(folder: "fashion-mnist")
  public static func mnist(
    folder: String, type: ElementType = .float32
  ) throws(DataProblem) -> (training: Examples, test: Examples) {
    func read(_ part: String) throws(DataProblem) -> Examples {
      try Examples(
        idxImages: try usualFile("\(part)-images", "idx3-ubyte", in: folder),
        labels: try usualFile("\(part)-labels", "idx1-ubyte", in: folder), type: type)
    }
    return (try read("train"), try read("t10k"))
  }

  /// Some copies have a dot before the format's name.
  private static func usualFile(_ name: String, _ format: String, in folder: String) throws(DataProblem) -> String {
    for candidate in ["\(name)-\(format)", "\(name).\(format)"].flatMap({ [$0, $0 + ".gz"] }) {
      let path = "\(folder)/\(candidate)"
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    throw DataProblem(folder, "expected the file \(name)-\(format) or \(name)-\(format).gz here; there is none.")
  }
}
