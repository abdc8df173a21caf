import Foundation
import Testing

@Suite struct ArchitectureTests {
  @Test func everyArrowIsAllowed() throws {
    let architecture = try Architecture.ofThisPackage()
    #expect(architecture.targets.count > 15)
    #expect(architecture.targets.filter { $0.name == "Lessons" }.first?.imports["Display"] != nil)
    for problem in architecture.problems() { Issue.record("\(problem)") }
  }

  private static let sound = Architecture(
    targets: [
      .init(name: "Display"), .init(name: "CCairo", isSystemLibrary: true),
      .init(name: "Autodiff"), .init(name: "Figures", dependencies: ["Display", "CCairo"]),
      .init(name: "nnlearn", dependencies: ["Figures", "ArgumentParser"], imports: ["ArgumentParser": ["a.swift"]]),
    ],
    allowed: ["Display": [], "Autodiff": [], "Figures": ["Display"], "nnlearn": ["Figures"]])

  @Test func aSoundHouseHasNoProblems() { #expect(Self.sound.problems() == []) }

  /// What each test case breaks, and the complaint that must follow.
  @Test(arguments: [
    ("Figures depends on Autodiff, which its row of the table does not allow", "Figures", "Autodiff"),
    ("Figures reaches Autodiff: that arrow is forbidden for good", "Figures", "Autodiff"),
    ("Display depends on the program nnlearn", "Display", "nnlearn"),
    ("Display depends on itself", "Display", "Figures"),
  ])
  func aWrongArrowIsFound(complaint: String, from: String, to: String) {
    var house = Self.sound
    house.targets[house.targets.firstIndex { $0.name == from }!].dependencies.insert(to)
    #expect(house.problems().contains(complaint))
  }

  @Test(arguments: [
    ("Display/x.swift imports ArgumentParser: only nnlearn may", "Display", "ArgumentParser"),
    ("Display/x.swift imports Figures, which Display does not name in Package.swift", "Display", "Figures"),
  ])
  func aWrongImportIsFound(complaint: String, target: String, module: String) {
    var house = Self.sound
    house.targets[house.targets.firstIndex { $0.name == target }!].imports[module] = ["\(target)/x.swift"]
    #expect(house.problems().contains(complaint))
  }

  @Test func aSecondImporterOfALibraryIsFound() {
    var house = Self.sound
    house.targets[house.targets.firstIndex { $0.name == "nnlearn" }!].dependencies.insert("CCairo")
    for name in ["Figures", "nnlearn"] {
      house.targets[house.targets.firstIndex { $0.name == name }!].imports["CCairo"] = ["\(name)/x.swift"]
    }
    #expect(house.problems() == ["CCairo is imported by Figures and nnlearn"])
  }

  @Test func aTargetWithoutRowAndARowWithoutTargetAreFound() {
    var house = Self.sound
    house.allowed["Display"] = nil
    house.allowed["Attic"] = []
    #expect(
      house.problems() == [
        "Display has no row in the table of Docs/ARCHITECTURE.md", "the table names Attic, which is no target",
      ])
  }

  @Test func everySpellingOfAnImportIsRead() {
    let source = """
      import Alpha
      @_exported import Beta
      public import struct Gamma.Delta
      @testable import let Epsilon.x
        package import Zeta.Submodule
      // import Eta
      let text = "import Theta"
      """
    #expect(Architecture.importedModules(in: source) == ["Alpha", "Beta", "Gamma", "Epsilon", "Zeta"])
  }
}

@Suite struct RepositoryTests {
  /// What is committed must mean the same on every machine.
  @Test func noFileNamesAPlaceOfOneMachine() throws {
    // In two halves, or this file would name them itself.
    let places = ["work", "root", "opt/swift", "Users"].map { "/" + $0 + "/" } + ["/home" + "/"]
    for file in try Repository.files() {
      guard let text = try? Repository.text(of: file) else { continue }
      for place in places where text.contains(place) { Issue.record("\(file) names \(place)") }
    }
  }

  @Test func everySourceIsFormatted() throws {
    let lint = try Repository.run("swift", "format", "lint", "--strict", "--parallel", "-r", "Sources", "Tests")
    #expect(lint.status == 0, "\(lint.errors)")
  }

  @Test(arguments: ["nnlearn", ".ci/run"])
  func theScriptsParse(script: String) throws {
    let shell = script == "nnlearn" ? "sh" : "bash"
    let check = try Repository.run(shell, "-n", script)
    #expect(check.status == 0, "\(check.errors)")
    #expect(FileManager.default.isExecutableFile(atPath: Repository.root.appending(path: script).path))
  }
}
