import Display

/// A line of the lesson that was being run, and the function it belongs to.
struct LessonFrame: Equatable {
  var place: Diagnostic.Place
  /// As it is said in a sentence: "`f`", "a closure", "the cell itself".
  var function: String
}

/// Looks addresses up, keeping only what belongs to the lesson.
struct FrameLookup {
  private let report: CrashReport
  private let libraries: [String]
  private let symbolizer: Symbolizer
  private let context: DiagnoseContext

  init(report: CrashReport, libraries: [String], symbolizer: Symbolizer, context: DiagnoseContext) {
    self.report = report
    self.libraries = libraries
    self.symbolizer = symbolizer
    self.context = context
  }

  /// What the instruction that stopped checked, where the runtime wrote no words: "arithmetic overflow".
  var unspokenFailure: String? {
    let prefix = "Swift runtime failure: "
    let first = report.frames.first.flatMap { lines(of: [$0])[$0] } ?? []
    if let named = first.first(where: { $0.function.hasPrefix(prefix) }) {
      return String(named.function.dropFirst(prefix.count))
    }
    return report.stoppedItself(in: libraries) ? "arithmetic overflow" : nil
  }

  /// `line`: the lesson's line that is known to be among them, if any.
  func frames(_ addresses: [UInt64], near line: Int? = nil) -> [LessonFrame] {
    var found = lines(of: addresses).mapValues { $0.filter { context.isLesson($0.file) } }
    for (address, lines) in nearestLines(to: found.filter { $1.contains { $0.line == 0 } }.map(\.key), known: line) {
      found[address] = lines
    }
    var frames = addresses.flatMap { found[$0] ?? [] }.compactMap { line in
      context.text(ofLine: line.line) == nil ? nil : frame(line)
    }
    // Without full debug information neither a closure nor the top level has a name; the outermost is the top level.
    if let last = frames.indices.last, frames[last].function == "a closure" {
      frames[last].function = "the cell itself"
    }
    return frames
  }

  private func frame(_ line: Symbolizer.Line) -> LessonFrame {
    let place =
      line.column == 0
      ? context.startOfLine(line.line)
      : Diagnostic.Place(file: context.lesson.file, line: line.line, column: line.column)
    return LessonFrame(place: place, function: Self.spoken(line.function))
  }

  private static func spoken(_ function: String) -> String {
    if function.isEmpty { return "a closure" }
    if function.hasSuffix("_main") { return "the cell itself" }
    let isAccessor = function.hasSuffix(".get") || function.hasSuffix(".set")
    return "`\(isAccessor ? function.dropLast(4) : function[...])`"
  }

  /// A call that the compiler made by itself (to begin an access, to prepare a change in place) has no line. It
  /// belongs to the code just behind it, or else before it; and one that stops the program to the code before it.
  private func nearestLines(to addresses: [UInt64], known: Int?) -> [UInt64: [Symbolizer.Line]] {
    let reach: UInt64 = 128
    let candidates = Dictionary(
      uniqueKeysWithValues: addresses.map { ($0, Array($0...($0 + reach)) + ((($0 - reach)..<$0).reversed())) })
    let found = lines(of: candidates.values.flatMap { $0 })
    return candidates.mapValues { near in
      let lines = near.compactMap { found[$0] }.filter { $0.contains { $0.line > 0 && context.isLesson($0.file) } }
      return lines.last { $0.contains { $0.line == known } } ?? lines.first ?? []
    }
  }

  /// One run of the symbolizer for each library, however many addresses.
  private func lines(of addresses: [UInt64]) -> [UInt64: [Symbolizer.Line]] {
    var found: [UInt64: [Symbolizer.Line]] = [:]
    let located = Set(addresses).sorted().compactMap { address in
      report.location(of: address).map { (address, file: $0.file, inside: $0.address) }
    }
    for library in libraries {
      let here = located.filter { $0.file == library }
      let lines = symbolizer.lines(of: here.map(\.inside), in: library)
      for (place, lines) in zip(here, lines) { found[place.0] = lines }
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
  /// What the library checked, if one of its own checks wrote this: "values", "shapes", "expectation".
  var check: String?

  private static let kinds = ["Fatal error: ", "Precondition failed: ", "Assertion failed: "]
  /// The place that `stop` of Tensors writes.
  private static let checks = "nnlearn/"
  private static let starts = ["Could not cast value", "Simultaneous accesses to "]

  /// nil when none of the last lines is of that kind. The names of `modules` are left out of the message.
  init?(_ standardError: String, in context: DiagnoseContext, modules: [String]) {
    let tail = standardError.suffix(64 * 1024)
    for raw in tail.split(separator: "\n").reversed() {
      let line = Self.withoutAddresses(String(raw))
      if Self.starts.contains(where: line.hasPrefix) {
        text = line
        message = Self.plain(line, modules)
        return
      }
      guard let (place, kind, rest) = Self.parts(of: line) else { continue }
      check = place.hasPrefix(Self.checks) ? String(place.dropFirst(Self.checks.count).prefix { $0 != ":" }) : nil
      text = check == nil ? line : rest
      message = Self.plain(
        rest.isEmpty ? String(kind.dropLast(2)) : kind == "Fatal error: " ? rest : kind + rest, modules)
      self.line = Self.line(in: place, of: context)
      return
    }
    return nil
  }

  /// 58 of "Cell1/03-x.md:58", if that is a line of this lesson: the runtime shortens the file's path to its name.
  private static func line(in place: String, of context: DiagnoseContext) -> Int? {
    let parts = place.split(separator: ":")
    guard parts.count == 2, parts[0].split(separator: "/").last == context.lesson.file.split(separator: "/").last,
      let line = Int(parts[1]), context.text(ofLine: line) != nil
    else { return nil }
    return line
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

  private static func plain(_ words: String, _ modules: [String]) -> String {
    (modules + ["Swift"]).reduce(words) { $0.replacing($1 + ".", with: "") }
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
