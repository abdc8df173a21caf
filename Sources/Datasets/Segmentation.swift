import Tensors

/// A picture with the object that each of its pixels belongs to.
public struct Segmentation: Sendable, Equatable {
  /// [height, width], from 0 (dark) to 255.
  public let image: NDArray
  /// [height, width]: 0 is background, 1, 2, … are the objects.
  public let labels: NDArray

  init(image: Picture, labels: Picture, file: String) throws(DataProblem) {
    guard image.channels == 1, image.shape == labels.shape else {
      throw DataProblem(file, "expected a label for each grey pixel of \(image.shape); got \(labels.shape).")
    }
    self.image = NDArray(.float32(image.values), shape: image.shape)
    self.labels = NDArray(.float32(labels.values), shape: labels.shape)
  }

  public var objectCount: Int { Set(labels.doubles).subtracting([0]).count }

  /// [height, width]: 1 where there is an object, 0 elsewhere.
  public var mask: NDArray { NDArray(labels.doubles.map { $0 == 0 ? 0 : 1 }, shape: labels.shape) }

  /// Cut into squares that do not overlap, row after row; what is left over at the right and below is left out.
  ///
  /// - Returns: inputs [n, size, size] from 0 to 1, targets [n, size, size], the mask.
  public func tiles(of size: Int) -> Examples {
    let (height, width) = (image.shape[0], image.shape[1])
    guard size > 0, size <= Swift.min(height, width) else {
      stop("tiles(of:) expects tiles 1 to \(Swift.min(height, width)) pixels wide; got \(size).")
    }
    let (rows, columns) = (height / size, width / size)
    func cut(_ values: [Double], _ factor: Double) -> NDArray {
      var cut: [Double] = []
      for tile in 0..<rows * columns {
        let corner = tile / columns * size * width + tile % columns * size
        for y in 0..<size { cut += values[corner + y * width..<corner + y * width + size].map { $0 * factor } }
      }
      return NDArray(cut, shape: [rows * columns, size, size])
    }
    return Examples(inputs: cut(image.doubles, 1.0 / 255), targets: cut(mask.doubles, 1))
  }
}
