import Display

/// A line of the lesson that was being run, and the function it belongs to.
struct LessonFrame: Equatable {
  var place: Diagnostic.Place
  /// As it is said in a sentence: "`f`", "a closure", "the cell itself".
  var function: String
}

/// Looks addresses up, keeping only what belongs to the lesson.
struct FrameLookup {
  /// What the instruction that stopped checked, where the runtime wrote no words: "arithmetic overflow".
  let inlinedFailure: String?

  private let report: CrashReport
  private let libraries: [String]
  private let symbolizer: Symbolizer
  private let context: DiagnoseContext
  private static let failurePrefix = "Swift runtime failure: "

  init(report: CrashReport, libraries: [String], symbolizer: Symbolizer, context: DiagnoseContext) {
    self.report = report
    self.libraries = libraries
    self.symbolizer = symbolizer
    self.context = context
    let first = report.frames.first.map { Self.lines(of: [$0], report, libraries, symbolizer)[0] } ?? []
    let named = first.first { $0.function.hasPrefix(Self.failurePrefix) }
    inlinedFailure =
      named.map { String($0.function.dropFirst(Self.failurePrefix.count)) }
      ?? (report.stoppedItself(in: libraries) ? "arithmetic overflow" : nil)
  }

  func frames(_ addresses: [UInt64]) -> [LessonFrame] {
    Self.lines(of: addresses, report, libraries, symbolizer).flatMap { $0 }.compactMap { line in
      guard line.line > 0, context.isLesson(line.file), context.text(ofLine: line.line) != nil else { return nil }
      var place = Diagnostic.Place(file: context.lesson.file, line: line.line, column: line.column)
      if place.column == 0 { place = context.startOfLine(line.line) }
      return LessonFrame(place: place, function: Self.spoken(line.function))
    }
  }

  private static func spoken(_ function: String) -> String {
    function.isEmpty ? "a closure" : function.hasSuffix("_main") ? "the cell itself" : "`\(function)`"
  }

  /// One look-up for each library, however many addresses.
  private static func lines(
    of addresses: [UInt64], _ report: CrashReport, _ libraries: [String], _ symbolizer: Symbolizer
  ) -> [[Symbolizer.Line]] {
    var found = [[Symbolizer.Line]](repeating: [], count: addresses.count)
    let locations = addresses.map { report.location(of: $0) }
    for library in Set(locations.compactMap { $0?.file }).intersection(libraries) {
      let indices = locations.indices.filter { locations[$0]?.file == library }
      let unique = Set(indices.map { locations[$0]!.address }).sorted()
      let lines = Dictionary(uniqueKeysWithValues: zip(unique, symbolizer.lines(of: unique, in: library)))
      for index in indices { found[index] = lines[locations[index]!.address] ?? [] }
    }
    return found
  }
}

/// Functions that call each other without end, seen from the frames of the stack that they filled.
struct Recursion {
  /// The place of the recurring call (of several, the uppermost in the lesson), then those that led into it.
  var frames: [LessonFrame]
  private var functions: [String] = []

  var isThere: Bool { !functions.isEmpty }

  /// "`f` calls itself"
  var description: String {
    switch functions.count {
    case 1: "\(functions[0]) calls itself"
    default: functions.dropLast().joined(separator: ", ") + " and \(functions[functions.count - 1]) call each other"
    }
  }

  private static let leastRepeats = 10

  /// How deep the stack was when it was full differs from machine to machine, so nothing here depends on it.
  init(_ all: [LessonFrame]) {
    let counts = Dictionary(grouping: all) { "\($0.place.line):\($0.place.column)" }
    let recurring = counts.values.filter { $0.count >= Self.leastRepeats }.map { $0[0] }
      .sorted { ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column) }
    guard let first = recurring.first else {
      frames = all
      return
    }
    var seen: Set<String> = []
    functions = recurring.map(\.function).filter { seen.insert($0).inserted }
    let lastRepeat = all.lastIndex { recurring.contains($0) }!
    frames = [first] + all[(lastRepeat + 1)...]
  }
}

/// The line that the Swift runtime or a C library wrote just before the end.
struct LastWords {
  /// "Index out of range", without place and addresses.
  var message: String
  /// The whole line, without addresses.
  var text: String
  /// The lesson's line, if the message names one.
  var line: Int?

  private static let kinds = ["Fatal error: ", "Precondition failed: ", "Assertion failed: "]
  private static let starts = ["Could not cast value", "Simultaneous accesses to "]

  /// nil when none of the last lines is of that kind.
  init?(_ standardError: String) {
    let tail = standardError.suffix(64 * 1024)
    for raw in tail.split(separator: "\n").reversed() {
      let line = Self.withoutAddresses(String(raw))
      if Self.starts.contains(where: line.hasPrefix) {
        text = line
        message = line
        return
      }
      guard let (place, kind, rest) = Self.parts(of: line) else { continue }
      text = line
      message = kind == "Fatal error: " ? rest : rest.isEmpty ? String(kind.dropLast(2)) : kind + rest
      let parts = place.split(separator: ":")
      self.line = parts.count == 2 && parts[0].hasSuffix(".md") ? Int(parts[1]) : nil
      return
    }
    return nil
  }

  /// "place: kind: rest"; a message without text ends behind its kind.
  private static func parts(of line: String) -> (place: String, kind: String, rest: String)? {
    for kind in kinds {
      for phrase in [Phrase("{place}: \(kind){rest}"), Phrase("{place}: \(kind.dropLast(2))")] {
        if let found = phrase.match(line) { return (found["place"]!, kind, found["rest"] ?? "") }
      }
      if line.hasPrefix(kind) { return ("", kind, String(line.dropFirst(kind.count))) }
    }
    return nil
  }

  /// The same on every run: "(0x7f4f0dfda698)" and "(unknown context at $7f34f225bef8)" are not.
  private static func withoutAddresses(_ line: String) -> String {
    var text = ""
    var rest = Substring(line)
    while let start = rest.firstIndex(where: { $0 == "0" || $0 == "(" }) {
      text += rest[..<start]
      rest = rest[start...]
      if rest.hasPrefix("(unknown context at $"), let end = rest.firstIndex(of: ")") {
        rest = rest[end...].dropFirst()
        if rest.first == "." { rest.removeFirst() }
      } else if rest.hasPrefix("0x") {
        text += "0x…"
        rest = rest.dropFirst(2).drop { $0.isHexDigit }
      } else {
        text.append(rest.removeFirst())
      }
    }
    return text + rest
  }
}
