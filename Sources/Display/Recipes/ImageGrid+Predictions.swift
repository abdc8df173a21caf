extension ImageGrid {
  /// What a classifier made of pictures: below each the true class and the predicted one, "7 → 1". The wrong ones have a
  /// frame and a cross.
  ///
  /// - Parameters:
  ///   - truths: one for each picture, as `predictions`.
  public static func predictions(
    title: String, pictures: [Picture], truths: [String], predictions: [String], columns: Int = 8
  ) -> ImageGrid {
    let count = min(pictures.count, truths.count, predictions.count)
    let shown = (0..<count).map { index -> Picture in
      var picture = pictures[index]
      picture.isWrong = truths[index] != predictions[index]
      picture.caption = "\(truths[index]) → \(predictions[index])"
      return picture
    }
    let wrong = shown.filter(\.isWrong).count
    let missing = max(pictures.count, truths.count, predictions.count) - count
    return ImageGrid(
      title: title, pictures: shown, columns: columns,
      notes: (shown.isEmpty ? [] : ["True class → predicted class; ✗ marks the wrong ones, \(wrong) of \(count)."])
        + (missing == 0 ? [] : ["\(missing) more have no picture, true class or prediction."]))
  }
}
