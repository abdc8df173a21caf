import Foundation
import Testing

/// Well-known tutorials of other libraries, written as their readers would write them here: each file of Tutorials runs through the
/// program, its `expect`s hold, and it has no more lines of code than its limit, about as many as elsewhere.
@Suite(.serialized) struct TutorialTests {
  static let limits = [
    "01-moons": 10, "02-linear-regression": 10, "03-names": 43, "04-fashion": 15, "05-cars": 17,
    "06-logistic-by-hand": 14, "07-forecast": 17, "08-gpt": 42, "09-autoencoder-gan": 32, "10-custom": 40,
    "11-transfer": 21, "12-derivatives": 20, "13-sweep": 19, "14-gradcam": 15,
    "15-knn": 17, "16-perceptron": 23, "17-ridge": 20, "18-hopfield": 16,
    "19-skipgram": 23, "20-bandit": 19, "21-siamese": 24, "22-tagging": 15,
    "23-newton": 14, "24-ode": 15, "25-mixture": 19, "26-rare": 13,
  ]
  private static let folder = "Tests/CommandTests/Tutorials"

  @Test(arguments: limits.keys.sorted()) func aTutorialRunsAndIsShort(name: String) throws {
    let work = try Workplace()
    let text = try Repository.text(of: "\(Self.folder)/\(name).md")
    // What it writes lands beside it.
    let file = work.folder.appending(path: "\(name).md")
    try text.write(to: file, atomically: true, encoding: .utf8)
    let ending = try work.run(["lesson", file.path, "--plain"])
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    let lines = codeLines(of: text)
    let limit = try #require(Self.limits[name])
    #expect((3...limit).contains(lines.count), "\(name) has \(lines.count) lines of code, and may have \(limit).")
    #expect(lines.contains { $0.contains("expect(") })
  }

  /// A condition that does not hold is not passed over.
  @Test func aBrokenPromiseFails() throws {
    let text = try Repository.text(of: "\(Self.folder)/02-linear-regression.md")
    let work = try Workplace(lessons: ["01-broken.md": text.replacing("epochs: 200", with: "epochs: 2")])
    let ending = try work.run(["lesson", "1", "--plain", "--lessons", work.places.lessons.path])
    #expect(ending.status == 1 && ending.output.contains("✗ stopped by a trap"))
  }

  @Test func everyFileIsListed() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Repository.root.appending(path: Self.folder).path)
    #expect(Set(files).subtracting(["FIRST-GUESSES.md"]) == Set(Self.limits.keys.map { "\($0).md" }))
  }

  /// Not empty, between the fences of cells.
  private func codeLines(of text: String) -> [Substring] {
    var lines: [Substring] = []
    var isCode = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix("```") {
        isCode = line == "```swift"
      } else if isCode {
        lines.append(line)
      }
    }
    return lines
  }
}
