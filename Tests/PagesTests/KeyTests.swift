import Pages
import Testing

@Suite struct KeyTests {
  static let table: [(String, [Key])] = [
    ("a", [.character("a")]), ("é", [.character("é")]), ("学", [.character("学")]), ("🙂", [.character("🙂")]),
    ("\r", [.enter]), ("\n", [.enter]), ("\t", [.tab]), ("\u{7F}", [.backspace]), ("\u{8}", [.backspace]),
    ("\u{3}", [.control("c")]), ("\u{1A}", [.control("z")]), ("\u{0}", [.unknown]),
    ("\u{1B}[A", [.up]), ("\u{1B}[B", [.down]), ("\u{1B}[C", [.right]), ("\u{1B}[D", [.left]),
    ("\u{1B}OA", [.up]), ("\u{1B}OH", [.home]), ("\u{1B}[H", [.home]), ("\u{1B}[F", [.end]),
    ("\u{1B}[1~", [.home]), ("\u{1B}[4~", [.end]), ("\u{1B}[5~", [.pageUp]), ("\u{1B}[6~", [.pageDown]),
    ("\u{1B}[3~", [.delete]), ("\u{1B}[Z", [.backTab]), ("\u{1B}[1;5C", [.right]), ("\u{1B}[5;2~", [.pageUp]),
    ("\u{1B}[99~", [.unknown]), ("\u{1B}[200q", [.unknown]), ("\u{1B}x", [.character("x")]),
    ("\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\", [.background(red: 1, green: 1, blue: 1)]),
    ("\u{1B}]11;rgb:00/00/00\u{7}", [.background(red: 0, green: 0, blue: 0)]),
    ("\u{1B}]11;nonsense\u{7}", [.unknown]), ("\u{1B}[?62;22c", [.deviceAttributes]),
    ("ab\u{1B}[Ac", [.character("a"), .character("b"), .up, .character("c")]),
    ("\u{1B}[1\u{3}", [.unknown, .control("c")]),
  ]

  @Test(arguments: table) func decodes(input: String, keys: [Key]) {
    var decoder = KeyDecoder()
    #expect(decoder.feed(Array(input.utf8)) == keys)
    #expect(!decoder.isWaiting)
  }

  @Test(arguments: table) func decodesByteByByte(input: String, keys: [Key]) {
    var decoder = KeyDecoder()
    #expect(input.utf8.flatMap { decoder.feed([$0]) } == keys)
  }

  @Test func aLoneEscapeIsAKeyOnceNothingFollows() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1B]) == [])
    #expect(decoder.isWaiting)
    #expect(decoder.flush() == [.escape])
    #expect(!decoder.isWaiting)
  }

  @Test func anUnfinishedSequenceIsNothing() {
    var decoder = KeyDecoder()
    #expect(decoder.feed(Array("\u{1B}[1;".utf8)) == [])
    #expect(decoder.flush() == [.unknown])
    #expect(decoder.feed(Array("q".utf8)) == [.character("q")])
  }

  @Test(
    arguments: [[0xFF], [0xC3], [0xC3, 0x28], [0xE2, 0x82], [0xF5], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80]]
      as [[UInt8]])
  func brokenUTF8IsSkipped(bytes: [UInt8]) {
    var decoder = KeyDecoder()
    let keys = decoder.feed(bytes) + decoder.flush() + decoder.feed(Array("q".utf8))
    #expect(keys.last == .character("q"))
  }

  @Test func noBytesHangOrCrashTheDecoder() {
    var generator = SplitMix(state: 7)
    for _ in 0..<2000 {
      var decoder = KeyDecoder()
      let bytes = (0..<40).map { _ in
        let byte = UInt8(truncatingIfNeeded: generator.next())
        return byte % 3 == 0 ? [0x1B, 0x5B, 0x5D, 0x4F][Int(byte) % 4] : byte
      }
      _ = decoder.feed(bytes)
      _ = decoder.flush()
      #expect(decoder.feed([0x71]) == [.character("q")])
    }
  }
}

struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct TerminalEnvironmentTests {
  @Test(
    arguments: [
      ([:], Palette.Depth.none), (["TERM": "dumb"], .none), (["TERM": "dumb", "COLORTERM": "truecolor"], .none),
      (["TERM": "xterm"], .ansi16), (["TERM": "xterm-256color"], .ansi256),
      (["TERM": "xterm-256color", "COLORTERM": "truecolor"], .trueColor),
      (["TERM": "xterm-256color", "NO_COLOR": "1"], .monochrome), (["TERM": "xterm", "NO_COLOR": ""], .ansi16),
      (["TERM": "vt100"], .monochrome), (["TERM": "linux"], .ansi16), (["TERM": "xterm-direct"], .trueColor),
    ] as [([String: String], Palette.Depth)])
  func depth(variables: [String: String], depth: Palette.Depth) {
    #expect(TerminalEnvironment(variables).depth == depth)
  }

  @Test(arguments: [
    ("15;0", Palette.Background.dark), ("0;15", .light), ("12;8", .dark), ("0;default;7", .light), ("0;default", nil),
    ("", nil),
  ]) func background(colors: String, background: Palette.Background?) {
    #expect(TerminalEnvironment(["COLORFGBG": colors]).background == background)
  }

  @Test func pipesGetNoEscapes() {
    let environment = TerminalEnvironment(["TERM": "xterm-kitty", "COLORTERM": "truecolor", "KITTY_WINDOW_ID": "1"])
    #expect(environment.palette(isTerminal: false) == Palette.plain)
    #expect(environment.palette().hasLinks)
  }

  @Test func linksOnlyWhereTheyAreKnownToWork() {
    #expect(TerminalEnvironment(["TERM": "xterm", "VTE_VERSION": "6800"]).hasLinks)
    #expect(!TerminalEnvironment(["TERM": "xterm", "VTE_VERSION": "4999"]).hasLinks)
    #expect(TerminalEnvironment(["TERM": "tmux", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.4"]).hasLinks)
    #expect(!TerminalEnvironment(["TERM": "tmux", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.3a"]).hasLinks)
    #expect(!TerminalEnvironment(["TERM": "xterm"]).hasLinks)
  }

  @Test func theEditorIsTheReadersOwn() {
    #expect(TerminalEnvironment(["EDITOR": "nano"]).editor == "nano")
    #expect(TerminalEnvironment(["EDITOR": "nano", "VISUAL": "code -w"]).editor == "code -w")
    #expect(TerminalEnvironment(["VISUAL": ""]).editor == "vi")
  }
}
