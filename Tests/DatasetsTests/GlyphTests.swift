import Datasets
import Foundation
import Tensors
import Testing

@Suite struct GlyphTests {
  /// Of every face all 26 letters, faces of one family together, no two faces alike in either part.
  @Test func everyFaceHasEveryLetter() throws {
    var faces: Set<[Double]> = []
    for part in Dataset.Part.allCases {
      let (letters, groups) = try (Dataset.glyphs.examples(part), Dataset.glyphs.groups(part))
      #expect(letters.targets.doubles == (0..<letters.count).map { Double($0 % 26) } && groups.count == letters.count)
      #expect(groups == groups.sorted() && Set(groups) == Set(0...groups.last!))
      for face in 0..<letters.count / 26 {
        #expect(Set(groups[face * 26..<face * 26 + 26]).count == 1)
        let pixels = letters.inputs.rows(Array(face * 26..<face * 26 + 26)).doubles
        #expect(faces.insert(pixels).inserted && pixels.allSatisfy { (0...255).contains($0) })
        for letter in 0..<26 { #expect(pixels[letter * 256..<letter * 256 + 256].max()! >= 34) }
      }
    }
    #expect(faces.count == 549)
    #expect(try Set(Dataset.glyphs.groups()).count == 123 && Set(Dataset.glyphs.groups(.test)).count == 21)
  }

  /// The notice names as many families as there are groups, each with a package and its licence.
  @Test func everyFamilyHasItsLicence() throws {
    let text = try #require(try Dataset.glyphs.licenceText())
    let list = text.components(separatedBy: String(repeating: "-", count: 80))[0]
    let lines = list.split(separator: "\n")
    #expect(
      lines.count { $0.hasPrefix("  ") && $0.split(separator: "|").count >= 4 } == lines.count { $0.hasPrefix("  ") })
    let families = list.components(separatedBy: "To train with")[1].split(separator: "\n").filter {
      !$0.hasPrefix("  ") && $0 != "To test with"
    }
    #expect(families.count == 144 && Set(families).count == 144)
    for licence in ["SIL OPEN FONT LICENSE", "Apache License", "BITSTREAM VERA", "MIT LICENCE", "BSD LICENCES"] {
      #expect(text.contains(licence))
    }
  }

  @Test func aSplitKeepsGroupsTogether() throws {
    let (letters, groups) = try (Dataset.glyphs.examples(), Dataset.glyphs.groups())
    let numbered = Examples(inputs: NDArray(groups.map { [Double($0)] }), targets: letters.targets)
    for seed in 1...4 as ClosedRange<UInt64> {
      let (training, validation) = numbered.split(keepingTogether: groups, training: 0.8, seed: seed)
      let (a, b) = (Set(training.inputs.doubles), Set(validation.inputs.doubles))
      #expect(a.isDisjoint(with: b) && a.count == 98 && b.count == 25)
      #expect(training.count + validation.count == letters.count)
    }
    let few = Examples(inputs: NDArray([[1], [2], [3]]), targets: NDArray([0, 0, 0]))
    let parts = few.split(keepingTogether: [7, 9, 7], training: 0.99, seed: 1)
    #expect([parts.training.count, parts.validation.count].sorted() == [1, 2])
  }

  @Test func installedDataSaysHowToInstallIt() throws {
    let folder = "/usr/share/datasets/fashion-mnist"
    #expect(Dataset.named("fashionFull")?.name == "fashionFull" && !Dataset.all.contains { $0.name == "fashionFull" })
    guard FileManager.default.fileExists(atPath: folder) else {
      let problem = #expect(throws: DataProblem.self) { try Dataset.fashionFull.examples() }
      #expect(problem?.description.contains("sudo apt-get install dataset-fashion-mnist") == true)
      return
    }
    let (training, test) = try (Dataset.fashionFull.examples(), Dataset.fashionFull.examples(.test))
    #expect(training.classCounts == [Int](repeating: 6000, count: 10))
    #expect(test.classCounts == [Int](repeating: 1000, count: 10) && test.inputs.shape == [10000, 28, 28])
    // What comes with the package is the first of each class.
    let first = try Dataset.fashion.examples().rows([0])
    let place = try #require(training.targets.doubles.firstIndex(of: first.targets[0]))
    #expect(training.rows([place]) == first)
  }

  @Test func misuseEndsWithASentence() async throws {
    let problem = #expect(throws: DataProblem.self) { try Dataset.mnist.groups() }
    #expect(problem?.sentence == "'mnist' has no groups: each of its images stands alone.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.moons(count: 4, seed: 1).split(keepingTogether: [1, 1, 1, 1], training: 0.5, seed: 1)
      }, says: "split(keepingTogether:) expects at least 2 groups, one for each part; got 1.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.moons(count: 4, seed: 1).split(keepingTogether: [1], training: 0.5, seed: 1)
      }, says: "expects a group for each of 4 rows; got 1.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.moons(count: 2, seed: 1).split(keepingTogether: [1, 2], training: 1, seed: 1)
      }, says: "training: must be greater than 0 and less than 1")
  }
}
