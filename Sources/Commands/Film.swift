import Display
import Figures
import Foundation

/// All moments of a demonstration, of one run or of two that are compared: as text, and as numbered pictures.
public struct Film: Sendable {
  public var name: String
  public var title: String
  public var goal: String
  public var labels: [String]
  /// Of every run; at least one moment each.
  public var frames: [[DemoFrame]]

  /// The moments that are shown side by side.
  public var count: Int { timeline.places.count }

  private var timeline: DemoTimeline { DemoTimeline(frames, ended: frames.map { _ in true }) }

  // MARK: - Text

  /// The key numbers at about ten moments of every run, and what the last figure shows.
  public var text: String {
    let shown = Self.evenly(count, limit: 10)
    let places = timeline.places
    let parts = zip(labels, frames).enumerated().map { run, pair -> String in
      let (label, frames) = (pair.0, places.map { pair.1[$0[run]] })
      let last = frames[count - 1]
      let header = [last.unit] + last.numbers.map(\.name)
      // A run that has ended is told of once.
      var own: [Int] = []
      for index in shown {
        let isNew = own.last.map { frames[$0].moment != frames[index].moment || frames[$0].unit != last.unit } ?? true
        if isNew { own.append(index) }
      }
      let rows = own.map { index in ["\(frames[index].moment)"] + frames[index].numbers.map(\.text) }
      let table = textTable([header] + rows.map { fitted($0, header.count) }, numbers: Set(0..<header.count))
      return (label.isEmpty ? "" : label + "\n") + table + "\n" + AlternativeText.describe(last) + "\n"
    }
    return "\(title)\n\(goal)\n\n" + parts.joined(separator: "\n")
  }

  private func fitted(_ row: [String], _ count: Int) -> [String] {
    Array((row + Array(repeating: "", count: count)).prefix(count))
  }

  /// Indices below `count`, at most `limit`, with the first and the last.
  private static func evenly(_ count: Int, limit: Int) -> [Int] {
    guard count > limit else { return Array(0..<count) }
    return (0..<limit).map { ($0 * (count - 1) + (limit - 1) / 2) / (limit - 1) }
  }

  // MARK: - Pictures

  public func scene(_ index: Int, theme: Theme = .light) -> Scene {
    let place = timeline.places[index]
    let sides = frames.indices.map { DemoFigure.Side(frames[$0][place[$0]], label: labels[$0]) }
    return DemoFigure(sides, title: title, theme: theme).scene
  }

  /// "overfitting-0001.svg" for moment 0.
  public func name(ofPicture index: Int, as format: FigureFormat) -> String {
    let number = String(index + 1)
    return "\(name)-" + String(repeating: "0", count: max(0, 4 - number.count)) + number + ".\(format.rawValue)"
  }

  /// What a film can be written as.
  public enum Format: String, CaseIterable, Sendable {
    /// A numbered picture for each moment.
    case svg, png, pdf
    /// One animated file.
    case webp
  }

  /// Writes every moment to `folder`, which is made when missing; files of the same names are replaced.
  /// - Returns: the paths, in order.
  /// - Throws: `Diagnostic` with the file and what to do; the pictures before it are whole.
  public func write(to folder: String, as formats: [Format], theme: Theme = .light) throws -> [String] {
    // All pictures have the size of the largest.
    let height = (0..<count).map { scene($0, theme: theme).height }.max() ?? 0
    func picture(_ index: Int) -> Scene {
      var scene = scene(index, theme: theme)
      scene.height = height
      return scene
    }
    func path(_ name: String) -> String { (folder as NSString).appendingPathComponent(name) }
    let pictureFormats = formats.compactMap { FigureFormat(rawValue: $0.rawValue) }
    var paths = try (0..<count).flatMap { index -> [String] in
      guard !pictureFormats.isEmpty else { return [] }
      let scene = picture(index)
      return try pictureFormats.map { format in
        let path = path(name(ofPicture: index, as: format))
        try FigureFile.write(scene, to: path, as: format)
        return path
      }
    }
    if formats.contains(.webp) {
      paths.append(path("\(name).webp"))
      try AtomicFile.write(AnimatedPicture.webp(count: count, scene: picture), to: paths.last!)
    }
    return paths
  }
}
