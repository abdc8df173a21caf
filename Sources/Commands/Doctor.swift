import Display
import Figures
import Foundation
import Lessons

/// What this machine has and lacks for nnlearn, each lack with the command that mends it.
public struct Doctor {
  public struct Finding: Codable, Sendable, Equatable {
    public enum State: String, Codable, Sendable { case ok, missing, note }

    public var name: String
    public var state: State
    public var detail: String
    /// The command that mends it; "" when nothing is to be done.
    public var remedy: String

    public init(_ name: String, _ state: State, _ detail: String, remedy: String = "") {
      self.name = name
      self.state = state
      self.detail = detail
      self.remedy = remedy
    }
  }

  private let places: Places
  private let environment: [String: String]

  public init(places: Places, environment: [String: String]) {
    self.places = places
    self.environment = environment
  }

  public func findings() -> [Finding] {
    swift() + packages() + [font(), graphviz(), cell()] + folders() + terminal()
  }

  private func swift() -> [Finding] {
    do {
      let frontend = try Toolchain.find().frontend
      let version = Subprocess.output(frontend, ["--version"])?.split(separator: "\n").first.map(String.init)
      return [Finding("Swift", .ok, version ?? frontend)]
    } catch {
      return problems(in: error).map { Finding("Swift", .missing, $0.summary, remedy: $0.hint) }
    }
  }

  /// The front door holds the list.
  private func packages() -> [Finding] {
    let door = places.root.appending(path: "nnlearn").path
    guard let list = Subprocess.output("/bin/sh", [door, "packages"]) else {
      return [Finding("packages", .note, "The list in \(door) cannot be read.")]
    }
    let names = list.split(separator: "\n").map(String.init)
    let format = "${Package} ${db:Status-Status} ${Version}\\n"
    guard let states = Subprocess.output("/usr/bin/dpkg-query", ["-W", "-f", format] + names, anyStatus: true) else {
      return [Finding("packages", .note, "This is not Debian; its packages would be: \(names.joined(separator: " ")).")]
    }
    // The last of the list serve the tests alone.
    let needed = Subprocess.output("/bin/sh", [door, "packages", "run"])?.split(separator: "\n").map(String.init)
    return Self.packageFindings(names, states: states, onlyForTests: Set(names).subtracting(needed ?? names))
  }

  /// - Parameter states: a line "name status version" for each package that dpkg knows.
  static func packageFindings(_ names: [String], states: String, onlyForTests: Set<String> = []) -> [Finding] {
    let rows = states.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    return names.map { name in
      let row = rows.first { $0.first == name }
      guard let row, row.count >= 3, row[1] == "installed" else {
        let isForTests = onlyForTests.contains(name)
        return Finding(
          name, isForTests ? .note : .missing, "not installed" + (isForTests ? ": only for ./nnlearn test" : ""),
          remedy: "sudo apt-get install --no-install-recommends \(name)")
      }
      return Finding(name, .ok, row[2])
    }
  }

  private func font() -> Finding {
    let family = "DejaVu Sans"
    guard let found = Subprocess.output("/usr/bin/fc-match", ["-f", "%{family}", family]) else {
      return Finding("font", .note, "fc-match is not there; figures use whatever font there is.")
    }
    guard found.contains(family) else {
      return Finding(
        "font", .missing, "\(family) is not there; figures would use \(found).",
        remedy: "sudo apt-get install fonts-dejavu-core && fc-cache")
    }
    return Finding("font", .ok, family)
  }

  private func graphviz() -> Finding {
    let nodes = [GraphDrawing.Node(id: 0, name: "x"), .init(id: 1, symbol: "tanh")]
    let graph = GraphDrawing(title: "two nodes", nodes: nodes, edges: [.init(from: 0, to: 1)])
    guard let problem = GraphFigure(graph).diagnostics.first else { return Finding("graph layout", .ok, "Graphviz") }
    return Finding("graph layout", .missing, problem.summary, remedy: problem.hint)
  }

  /// The whole way from source to output.
  private func cell() -> Finding {
    let clock = ContinuousClock()
    var failure: Diagnostic?
    var plans = ""
    let time = clock.measure {
      do {
        var question = try Question("show(Workers.description)", file: "doctor", places: places)
        question.options.replays = false
        let (outputs, session) = try question.ask()
        session.close()
        for case .text(let text) in outputs { plans = text.trimmingCharacters(in: .whitespacesAndNewlines) }
      } catch {
        failure = problems(in: error).first
      }
    }
    guard let failure else {
      return Finding(
        "a cell", .ok,
        "compiled and ran in \(format(time / .seconds(1), significantDigits: 2)) s; plans compute with \(plans)")
    }
    return Finding("a cell", .missing, failure.summary, remedy: failure.hint)
  }

  private func folders() -> [Finding] {
    [("cache", places.cache, "XDG_CACHE_HOME"), ("bookmarks", places.state, "XDG_STATE_HOME")].map {
      name, folder, variable in
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let probe = folder.appending(path: ".probe")
        try Data("probe".utf8).write(to: probe)
        try FileManager.default.removeItem(at: probe)
        return Finding(name, .ok, folder.path)
      } catch {
        return Finding(
          name, .missing, "\(folder.path) cannot be written.",
          remedy: "mkdir -p \(folder.path), or name another folder with \(variable)")
      }
    }
  }

  private func terminal() -> [Finding] {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
    let isUTF8 = locale.uppercased().replacing("-", with: "").contains("UTF8")
    return [
      Finding("terminal", .note, environment["TERM"] ?? "TERM is not set"),
      Finding("locale", .note, isUTF8 ? locale : "\(locale): a terminal that is not in UTF-8 shows “?” for some signs"),
    ]
  }
}

extension Doctor.Finding {
  public var text: String {
    let mark = ["✓", "✗", "·"][state == .ok ? 0 : state == .missing ? 1 : 2]
    return "\(mark) \(name): \(detail)" + (remedy.isEmpty ? "" : "\n    \(remedy)")
  }
}
