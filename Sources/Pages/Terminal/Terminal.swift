import Figures
import Glibc

/// A terminal taken over: raw mode, the alternate screen, decoded keys, and rows drawn with as little as possible.
///
/// The terminal is put back by `stop`, by every ending signal, and by `exit`. One at a time; not thread-safe.
package final class Terminal {
  package struct Size: Equatable, Sendable {
    package var columns: Int
    package var rows: Int

    package init(columns: Int, rows: Int) {
      self.columns = columns
      self.rows = rows
    }
  }

  package enum Event: Equatable, Sendable {
    case key(Key)
    case resized
    /// SIGINT from outside; Control-C arrives as a key.
    case interrupted
    case stopRequested, continued
    /// Standard input has ended: nobody is there any more.
    case closed
  }

  package private(set) var palette: Palette
  private let input: Int32
  let output: Int32
  /// How it takes real pixels; nil when it takes none.
  let pixels: TerminalStyle.PixelProtocol?
  private var original = termios()
  private var isStarted = false
  private var decoder = KeyDecoder()
  private var waiting: [Event] = []
  private var shown: [String] = []
  private var drawnSize: Size?
  private var awaitsAnswer = false
  private let asksBackground: Bool

  private static let enter = "\u{1B}[?1049h\u{1B}[?7l\u{1B}[?25l\u{1B}[2J"
  private static let leave = "\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"
  /// OSC 11 asks for the background; every terminal answers the question after it, which ends the wait.
  private static let question = "\u{1B}]11;?\u{1B}\\\u{1B}[c"

  /// nil when input or output is not a terminal that understands escape sequences.
  package init?(input: Int32 = 0, output: Int32 = 1, environment: TerminalEnvironment) {
    guard isatty(input) == 1, isatty(output) == 1, environment.depth > .none else { return nil }
    guard tcgetattr(input, &original) == 0 else { return nil }
    self.input = input
    self.output = output
    palette = environment.palette()
    pixels = environment.pixels
    asksBackground = environment.background == nil && environment.depth >= .ansi16
  }

  deinit { stop() }

  package var size: Size { Self.size(of: output) ?? Size(columns: 80, rows: 24) }

  /// nil when the descriptor is no terminal or the terminal does not know.
  package static func size(of descriptor: Int32) -> Size? {
    var window = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else { return nil }
    return Size(columns: Int(window.ws_col), rows: Int(window.ws_row))
  }

  /// Takes the terminal over. The first time it also asks for the background, and waits for the answer at most
  /// `patience` milliseconds; a later answer changes `palette` when it comes.
  package func start(patience: Int = 20) {
    guard !isStarted else { return }
    isStarted = true
    TerminalSignals.install(input: input, output: output, original: original, restoring: Self.leave)
    Self.current = self
    var raw = original
    cfmakeraw(&raw)
    tcsetattr(input, TCSADRAIN, &raw)
    send(Self.enter)
    shown = []
    guard asksBackground, !hasAsked else { return }
    hasAsked = true
    awaitsAnswer = true
    send(Self.question)
    awaitAnswer(milliseconds: patience)
  }

  /// Puts the terminal back as it was.
  package func stop() {
    guard isStarted else { return }
    awaitAnswer(milliseconds: 100)
    isStarted = false
    Self.current = nil
    send(Self.leave)
    tcsetattr(input, TCSAFLUSH, &original)
    TerminalSignals.remove()
  }

  /// Gives the terminal to somebody else for a while, an editor for example.
  package func released<Result>(_ body: () throws -> Result) rethrows -> Result {
    let wasStarted = isStarted
    stop()
    defer { if wasStarted { start() } }
    return try body()
  }

  /// Control-Z: stops the whole job, and comes back when the shell continues it.
  package func suspend() {
    released { _ = kill(0, SIGTSTP) }
  }

  /// Draws a whole screen; only rows that differ from the last drawing are sent.
  package func draw(_ rows: [Line]) {
    let size = self.size
    // A terminal that has changed its size has moved its rows about.
    if size != drawnSize { invalidate() }
    drawnSize = size
    var text = ""
    // A full row leaves the cursor on its last character, which erasing to the end of the row would take away.
    let encoded = rows.prefix(size.rows).map { row in
      let line = row.clipped(to: size.columns)
      return palette.encode(line) + (line.width < size.columns ? "\u{1B}[K" : "")
    }
    for row in 0..<size.rows {
      let wanted = row < encoded.count ? encoded[row] : "\u{1B}[K"
      guard row >= shown.count || shown[row] != wanted else { continue }
      text += "\u{1B}[\(row + 1);1H\(wanted)"
    }
    shown = encoded + Array(repeating: "\u{1B}[K", count: max(0, size.rows - encoded.count))
    if !text.isEmpty { send("\u{1B}[?2026h" + text + "\u{1B}[?2026l") }
  }

  /// The next draw sends every row again.
  package func invalidate() {
    shown = []
    send("\u{1B}[0m\u{1B}[2J")
  }

  /// The next event, or nil when none came in time. nil milliseconds: waits for one.
  package func nextEvent(milliseconds: Int? = nil) -> Event? {
    if waiting.isEmpty { receive(milliseconds: milliseconds) }
    return waiting.isEmpty ? nil : waiting.removeFirst()
  }

  /// The next call of `nextEvent` answers this one again.
  func putBack(_ event: Event) { waiting.insert(event, at: 0) }

  /// Whether an event waits already.
  package var hasEvent: Bool {
    if waiting.isEmpty { receive(milliseconds: 0) }
    return !waiting.isEmpty
  }

  private var hasAsked = false

  private func awaitAnswer(milliseconds: Int) {
    let deadline = now() + milliseconds
    while awaitsAnswer, !waiting.contains(.closed), now() < deadline { receive(milliseconds: deadline - now()) }
  }

  private func receive(milliseconds: Int?) {
    let deadline = milliseconds.map { now() + max(0, $0) }
    repeat {
      // A lone escape byte is the escape key when nothing follows at once.
      let patience = decoder.isWaiting ? 30 : deadline.map { max(0, $0 - now()) } ?? -1
      var descriptors = [
        pollfd(fd: input, events: Int16(POLLIN), revents: 0),
        pollfd(fd: TerminalSignals.readEnd, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&descriptors, 2, Int32(patience))
      if ready == 0, decoder.isWaiting { accept(decoder.flush()) }
      guard ready > 0 else { continue }
      if descriptors[1].revents != 0 { receiveSignals() }
      if descriptors[0].revents != 0 { receiveBytes() }
    } while waiting.isEmpty && (deadline.map { now() < $0 } ?? true) && isStarted
  }

  private func receiveBytes() {
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = read(input, &buffer, buffer.count)
    if count > 0 {
      accept(decoder.feed(buffer.prefix(count)))
    } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
      waiting.append(.closed)
    }
  }

  private func receiveSignals() {
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = read(TerminalSignals.readEnd, &buffer, buffer.count)
    for byte in buffer.prefix(max(0, count)) {
      switch Int32(byte) {
      case SIGWINCH: waiting.append(.resized)
      case SIGINT: waiting.append(.interrupted)
      case SIGTSTP: waiting.append(.stopRequested)
      default: waiting.append(.continued)
      }
    }
  }

  private func accept(_ keys: [Key]) {
    for key in keys {
      switch key {
      case .background(let red, let green, let blue):
        let background = Palette.Background(red: red, green: green, blue: blue)
        if background != palette.background {
          palette.background = background
          shown = []
          waiting.append(.resized)
        }
      case .deviceAttributes: awaitsAnswer = false
      default: waiting.append(.key(key))
      }
    }
  }

  func send(_ text: String) { writeAll(text, to: output) }

  /// The terminal to put back if the process ends by `exit`.
  private nonisolated(unsafe) static weak var current: Terminal? {
    didSet { _ = restoresAtExit }
  }
  private static let restoresAtExit: Void = { atexit { Terminal.current?.stop() } }()
}

/// Writes everything; false when the other end is gone.
@discardableResult
func writeAll(_ text: String, to descriptor: Int32) -> Bool {
  var text = text
  return text.withUTF8 { bytes in
    var sent = 0
    while sent < bytes.count {
      let count = write(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
      if count > 0 {
        sent += count
      } else if errno == EAGAIN {
        var descriptors = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&descriptors, 1, 1000)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}

/// Milliseconds on a clock that only goes forward.
func now() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}

/// Writing to a closed pipe fails instead of ending the process.
func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }
