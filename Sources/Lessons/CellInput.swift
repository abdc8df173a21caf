import Display

/// Something outside the lesson on which what a cell shows depends.
struct CellInput: Codable, Hashable, Sendable {
  /// By the letters of CObserve.h, and two of this side.
  enum Kind: String, Codable, Sendable {
    case contents = "c"
    case listing = "l"
    case tree = "t"
    case presence = "s"
    case status = "d"
    case linkStatus = "i"
    case link = "k"
    /// A file or folder that the cell made, changed or removed: its work is undone when this is no longer so.
    case made = "w"
    case variable = "v"
    case workingFolder = "f"
    case environment = "e"
    /// By the option `reads`.
    case declared = "r"
  }

  var kind: Kind
  /// A path, relative to the lesson's folder when it lies in there; a variable's name; a pattern.
  var name: String
}

/// What the kernel reported of one look that a cell took.
struct Observation: Equatable {
  var input: CellInput?
  /// As CLook.h spells it.
  var value: String
  /// What no later look can be compared with: "the date".
  var varying: String?

  init?(_ texts: [String]) {
    guard texts.count == 3 else { return nil }
    value = texts[2]
    if texts[0] == "u" {
      varying = texts[1]
    } else {
      guard let kind = CellInput.Kind(rawValue: texts[0]) else { return nil }
      input = CellInput(kind: kind, name: texts[1])
    }
  }
}

/// What one run of a cell depended on besides its code.
struct RunRecord: Codable, Equatable, Sendable {
  struct Reading: Codable, Equatable, Sendable {
    var input: CellInput
    var value: String
  }

  var readings: [Reading] = []
  /// Why a later run may come out differently although nothing has changed: "the date".
  var varying: [String] = []
  /// Files that changed between being read and the end of the run.
  var unsteady: [String] = []

  /// - Parameters:
  ///   - observations: as they came, while the cell ran.
  ///   - declared: what the paths of the option `reads` led to before the run.
  init(_ observations: [Observation], declared: [Reading], readsEnvironment: Bool, _ surroundings: Surroundings) {
    let made = Set(observations.compactMap { $0.input?.kind == .made ? $0.input?.name : nil })
    func isChangedByItself(_ input: CellInput) -> Bool {
      made.contains(input.name) || input.kind == .listing && made.contains { $0.isChild(of: input.name) }
        || input.kind == .tree && made.contains { $0.isBelow(input.name) }
    }
    var seen: [CellInput: Int] = [:]
    for observation in observations {
      if let reason = observation.varying, !varying.contains(reason) { varying.append(reason) }
      guard let input = observation.input else { continue }
      if let first = seen[input] {
        if readings[first].value != observation.value, !isChangedByItself(input) { note(input.name) }
        continue
      }
      seen[input] = readings.count
      readings.append(Reading(input: input, value: observation.value))
    }
    for index in readings.indices {
      let reading = readings[index]
      switch reading.input.kind {
      case .contents where made.contains(reading.input.name):
        varying.append("\(reading.input.name), which it changes itself")
      case .contents:
        let (stamp, value) = surroundings.contents(of: reading.input.name)
        if stamp != reading.value { note(reading.input.name) }
        readings[index].value = value
      case .listing, .tree, .presence, .status, .linkStatus, .link:
        if !isChangedByItself(reading.input), surroundings.value(of: reading.input) != reading.value {
          note(reading.input.name)
        }
      case .made, .workingFolder: readings[index].value = surroundings.value(of: reading.input)
      case .variable, .environment, .declared: break
      }
    }
    for reading in declared where surroundings.value(of: reading.input) != reading.value { note(reading.input.name) }
    readings += declared
    if readsEnvironment {
      let input = CellInput(kind: .environment, name: "")
      readings.append(Reading(input: input, value: surroundings.value(of: input)))
    }
  }

  private mutating func note(_ name: String) {
    if !unsteady.contains(name) { unsteady.append(name) }
  }
}

extension String {
  fileprivate func isBelow(_ folder: String) -> Bool { folder == "." ? !hasPrefix("/") : hasPrefix(folder + "/") }

  fileprivate func isChild(of folder: String) -> Bool {
    guard isBelow(folder) else { return false }
    return !dropFirst(folder == "." ? 0 : folder.utf8.count + 1).contains("/")
  }
}

extension CompiledCell {
  /// Whether its code takes the environment as a whole, past the functions that are observed.
  var readsEnvironment: Bool {
    undefined.contains { ["environ", "__environ"].contains($0) || $0.contains("11ProcessInfoC11environment") }
  }
}
