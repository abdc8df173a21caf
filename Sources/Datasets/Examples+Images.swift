import Tensors

extension Examples {
  /// Images turned by half a circle: what was at the top left is at the bottom right.
  ///
  /// - Precondition: inputs [n, height, width] or [n, height, width, channels].
  public func upsideDown() -> Examples {
    let (height, width, channels) = imageSizes("upsideDown()")
    return mapInputs { images in
      let numbers = images.doubles
      let area = height * width
      let turned = (0..<images.rowCount * area).flatMap { position -> ArraySlice<Double> in
        let (image, pixel) = position.quotientAndRemainder(dividingBy: area)
        let start = (image * area + area - 1 - pixel) * channels
        return numbers[start..<start + channels]
      }
      return NDArray(turned, shape: images.shape, type: images.elementType)
    }
  }

  /// What images are, or a sentence.
  func imageSizes(_ asker: String) -> (height: Int, width: Int, channels: Int) {
    guard [3, 4].contains(inputs.shape.rank) else {
      stop(
        shapes: "\(asker) expects images [n, height, width] or [n, height, width, channels]; got \(inputs.shape). "
          + "Reshape them first.")
    }
    return (inputs.shape[1], inputs.shape[2], inputs.shape.rank == 4 ? inputs.shape[3] : 1)
  }
}
