import Foundation
import Testing

/// The script `nnlearn` in a checkout of its own, with stand-ins for the programs of the machine.
private final class Door {
  let folder = FileManager.default.temporaryDirectory.appending(path: "nnlearn door \(UUID().uuidString)")
  private let root: URL
  private let programs: URL

  /// - Parameter swift: what the stand-in for `swift` does, as a shell script; nil: there is none.
  init(
    swift: String? = Door.building, packages: String = "installed", user: Int = 0,
    apt: String = "exit 0"
  ) throws {
    root = folder.appending(path: "a checkout")
    programs = folder.appending(path: "bin")
    try FileManager.default.createDirectory(
      at: root.appending(path: "Sources/nnlearn"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: Repository.root.appending(path: "nnlearn"), to: root.appending(path: "nnlearn"))
    try write("// source", to: "Sources/nnlearn/a file.swift")
    try write("// manifest", to: "Package.swift")
    if let swift { try install("swift", "echo \"swift $*\" >>\"$LOG\"\n" + swift) }
    try install("dpkg-query", "echo \(packages)")
    try install("apt-get", "echo \"apt-get $*\" >>\"$LOG\"\n" + apt)
    try install("id", "echo \(user)")
    try install("sudo", "exit 1")
    for program in [
      "env", "readlink", "ls", "find", "cat", "mkdir", "rm", "mv", "tail", "grep", "date", "flock", "sh", "tr", "cut",
      "chmod", "sleep",
    ] {
      try FileManager.default.createSymbolicLink(
        at: programs.appending(path: program), withDestinationURL: try Self.place(of: program))
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Builds a program that prints its arguments and ends with 7.
  static let building = """
    for last; do case $previous in --scratch-path) scratch=$last ;; esac; previous=$last; done
    mkdir -p "$scratch/release"
    printf '#!/bin/sh\\nprintf "<%%s>" "$@"\\nexit 7\\n' >"$scratch/release/nnlearn"
    : >"$scratch/release/libNNLearnKit.so"
    : >"$scratch/release/nnlearn-kernel"
    chmod +x "$scratch/release/nnlearn" "$scratch/release/nnlearn-kernel"
    """

  func run(_ arguments: String..., through script: String = "a checkout/nnlearn") throws -> Repository.Ending {
    try Repository.run(
      Self.place(of: "env").path,
      ["-i", "PATH=\(programs.path)", "LOG=\(log.path)", "sh", folder.appending(path: script).path] + arguments,
      in: folder.deletingLastPathComponent())
  }

  /// The calls of swift and apt-get so far.
  var calls: [String] {
    (try? String(contentsOf: log, encoding: .utf8))?.split(separator: "\n").map(String.init) ?? []
  }

  func write(_ text: String, to file: String) throws { try Data(text.utf8).write(to: root.appending(path: file)) }

  func link(_ name: String) throws {
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: name), withDestinationURL: root.appending(path: "nnlearn"))
  }

  func move(to name: String) throws { try FileManager.default.moveItem(at: root, to: folder.appending(path: name)) }

  private var log: URL { folder.appending(path: "calls") }

  /// A child writes the program: while this process had the file open for writing, any other test's fork would inherit
  /// that, and nobody could start the program ("text file busy").
  private func install(_ name: String, _ script: String) throws {
    let ending = try Repository.run(
      "/bin/sh",
      [
        "-c", #"printf '%s\n' "$2" >"$1" && chmod 755 "$1""#, "sh", programs.appending(path: name).path,
        "#!/bin/sh\n\(script)",
      ],
      in: folder)
    try #require(ending.status == 0, "\(ending.errors)")
  }

  private static func place(of program: String) throws -> URL {
    let folders = ["/usr/bin", "/bin"].map { URL(filePath: $0).appending(path: program) }
    return try #require(folders.first { FileManager.default.isExecutableFile(atPath: $0.path) })
  }
}

@Suite struct FrontDoorTests {
  @Test func buildsOnceThenOnlyHandsOn() throws {
    let door = try Door()
    for _ in 1...3 {
      let ending = try door.run("lesson", "a b", "", "*", "$HOME")
      #expect(ending.status == 7)
      #expect(ending.output == "<lesson><a b><><*><$HOME>")
    }
    #expect(door.calls.count == 1)
    #expect(door.calls[0].hasPrefix("swift build"))
  }

  @Test(arguments: ["Sources/nnlearn/a file.swift", "Sources/nnlearn/new.swift", "Package.swift", "nnlearn"])
  func aChangedSourceIsBuilt(file: String) throws {
    let door = try Door()
    #expect(try door.run("lessons").status == 7)
    let text = file == "nnlearn" ? try Repository.text(of: "nnlearn") + "\n" : "// changed"
    try door.write(text, to: file)
    #expect(try door.run("lessons").status == 7)
    #expect(try door.run("lessons").status == 7)
    #expect(door.calls.count == 2)
  }

  @Test func aMovedCheckoutIsBuiltAfresh() throws {
    let door = try Door()
    _ = try door.run("lessons")
    try door.move(to: "elsewhere")
    #expect(try door.run("lessons", through: "elsewhere/nnlearn").status == 7)
    #expect(door.calls.count == 2)
  }

  @Test func worksThroughASymbolicLink() throws {
    let door = try Door()
    try door.link("a link")
    #expect(try door.run("lessons", through: "a link").output == "<lessons>")
  }

  @Test func withoutSwiftItSaysWhereSwiftIs() throws {
    let ending = try Door(swift: nil).run("lesson", "3")
    #expect(ending.status == 3)
    #expect(ending.errors.contains("https://www.swift.org/install"))
  }

  @Test func rootInstallsWhatIsMissing() throws {
    let door = try Door(packages: "not-installed")
    _ = try door.run("lesson", "3")
    #expect(
      door.calls.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
        == ["apt-get update", "apt-get install", "swift build"])
    #expect(door.calls[1].contains("--no-install-recommends") && door.calls[1].contains("libcairo2-dev"))
  }

  @Test func aUserWhoCannotInstallGetsOneMessageWithThePackages() throws {
    let door = try Door(packages: "not-installed", user: 1000)
    let ending = try door.run("lesson", "3")
    #expect(ending.status == 3)
    let packages = try door.run("packages").output.split(separator: "\n").filter { $0 != "tmux" }
    for package in packages { #expect(ending.errors.contains(package)) }
    #expect(door.calls == [])
  }

  @Test func whatAptGetSaysIsShownWhenItFails() throws {
    let door = try Door(packages: "not-installed", apt: "echo no network; exit 100")
    let ending = try door.run("lesson", "3")
    #expect(ending.status == 3)
    #expect(ending.errors.contains("no network"))
  }

  @Test func aFailedBuildShowsTheCompilersErrorsEveryTime() throws {
    let door = try Door(swift: "echo 'x.swift:1:1: error: no such thing'; echo noise; exit 1")
    for _ in 1...2 {
      let ending = try door.run("lesson", "3")
      #expect(ending.status == 4)
      #expect(ending.errors.contains("x.swift:1:1: error: no such thing"))
      #expect(!ending.errors.contains("noise"))
    }
    #expect(door.calls.count == 2)
  }

  @Test func testsAreBuiltThenRun() throws {
    let door = try Door()
    _ = try door.run("test", "--filter", "x y")
    #expect(door.calls.count == 2)
    #expect(door.calls[0].hasPrefix("swift build") && door.calls[0].contains("--build-tests"))
    #expect(door.calls[1].hasPrefix("swift test") && door.calls[1].hasSuffix("--filter x y"))
  }

  @Test func twoAtOnceBuildOnce() async throws {
    let door = try Door(swift: "sleep 0.5\n" + Door.building)
    nonisolated(unsafe) let shared = door
    async let first = shared.run("lessons")
    async let second = shared.run("lessons")
    #expect(try await [first.status, second.status] == [7, 7])
    #expect(door.calls.count == 1)
  }
}
