import Datasets
import Foundation
import Tensors
import Testing

@Suite struct ImageFolderTests {
  private func pgm(_ a: Int, _ b: Int) -> [UInt8] { Array("P2 2 1 255 \(a) \(b)".utf8) }

  @Test func classesAreSubFolders() throws {
    try withFolder { folder in
      try write(pgm(1, 2), to: "tulip/z.pgm", in: folder)
      try write(pgm(3, 4), to: "rose/b.PGM", in: folder)
      try write(pgm(5, 6), to: "rose/a.pgm", in: folder)
      try write([1], to: "rose/.hidden.png", in: folder)
      try write([1], to: "rose/notes.txt", in: folder)
      try write([1], to: "README.md", in: folder)
      let images = try ImageFolder(folder.path)
      #expect(images.classNames == ["rose", "tulip"])
      #expect(images.files == ["rose/a.pgm", "rose/b.PGM", "tulip/z.pgm"])
      #expect(images.examples.inputs == NDArray([5, 6, 3, 4, 1, 2], shape: [3, 1, 2]))
      #expect(images.examples.targets == NDArray([0, 0, 1]))
      #expect(try ImageFolder(folder.path, type: .float64).examples.inputs.elementType == .float64)
    }
  }

  @Test func coloured() throws {
    try withFolder { folder in
      try write(Array("P3 1 1 255 1 2 3".utf8), to: "a/1.ppm", in: folder)
      #expect(try ImageFolder(folder.path).examples.inputs.shape == [1, 1, 1, 3])
    }
  }

  @Test func problemsNameTheFile() throws {
    try withFolder { folder in
      func problem() -> String? { #expect(throws: DataProblem.self) { try ImageFolder(folder.path) }?.description }
      #expect(
        problem()?.hasSuffix(
          "with a sub-folder for each class; this one has none. "
            + "Put the pictures of each class into a folder of its own.") == true)
      try write([1], to: "a/notes.txt", in: folder)
      #expect(
        problem() == "\(folder.path)/a: expected at least one picture, PNG, PPM or PGM; the folder holds none.")
      try write(pgm(1, 2), to: "a/1.pgm", in: folder)
      try write(Array("P2 1 1 255 1".utf8), to: "b/2.pgm", in: folder)
      #expect(
        problem() == "b/2.pgm: expected a picture [1, 2], like a/1.pgm; got [1, 1]. "
          + "All pictures must have one size, and be all grey or all coloured.")
      try write(Array("P3 2 1 255 1 2 3 4 5 6".utf8), to: "b/2.pgm", in: folder)
      #expect(problem()?.hasPrefix("b/2.pgm: expected a picture [1, 2], like a/1.pgm; got [1, 2, 3].") == true)
      try write([7], to: "b/2.pgm", in: folder)
      #expect(problem() == "b/2.pgm: expected a PNG, PPM or PGM picture; this is none of them.")
      try write([7], to: "b/3.jpg", in: folder)
      #expect(problem() == "\(folder.path)/b/3.jpg: expected a PNG, PPM or PGM picture. Convert it first.")
    }
    let none = #expect(throws: DataProblem.self) { try ImageFolder("/no/such") }
    #expect(none?.description == "/no/such: expected a folder; there is none.")
  }

  /// Four files under either spelling of their names, compressed or not.
  @Test func mnistFolder() throws {
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 9]
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 1, 0]
    try withFolder { folder in
      try write(images, to: "train-images-idx3-ubyte", in: folder)
      try write(labels, to: "train-labels.idx1-ubyte", in: folder)
      try write(images, to: "t10k-images-idx3-ubyte", in: folder)
      let problem = #expect(throws: DataProblem.self) { try Examples.mnist(folder: folder.path) }
      #expect(
        problem?.sentence
          == "expected the file t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz here; there is none.")
      let packed = try Data(contentsOf: Self.packaged("fashion-test1k-labels-idx1-ubyte.gz"))
      try write(packed, to: "t10k-labels-idx1-ubyte.gz", in: folder)
      let count = #expect(throws: DataProblem.self) { try Examples.mnist(folder: folder.path) }
      #expect(count?.sentence.hasPrefix("expected 2 labels, one for each image; got [1000].") == true)
      let all = try Data(contentsOf: Self.packaged("fashion-test1k-images-idx3-ubyte.gz"))
      try FileManager.default.removeItem(at: folder.appending(path: "t10k-images-idx3-ubyte"))
      try write(all, to: "t10k-images-idx3-ubyte.gz", in: folder)
      let (training, test) = try Examples.mnist(folder: folder.path)
      #expect(training == Examples(inputs: NDArray([7, 9], shape: [2, 1, 1]), targets: NDArray([1, 0])))
      #expect(try test == Dataset.fashion.examples(.test))
    }
  }

  private static func packaged(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Datasets/Data/\(name)")
  }
}
