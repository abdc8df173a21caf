import Display
import Figures
import Foundation
import Testing

@Suite struct DemoFrameTests {
  @Test(arguments: [
    (1, 100), (7, 100), (100, 100), (101, 100), (120, 100), (400, 100), (100_000, 100), (50, 10), (3, 2),
  ])
  func momentsGoFromTheFirstToTheLastAndAreFewEnough(total: Int, count: Int) {
    let moments = DemoFrame.moments(of: total, count: count)
    #expect(moments.count == min(total, count))
    #expect(moments.first == 1 && moments.last == total)
    #expect(zip(moments, moments.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test(arguments: [
    (0.5, 2, "0.50"), (-0.004, 2, "0.00"), (-0.5, 1, "−0.5"), (12.34, 1, "12.3"), (.nan, 2, "nan"), (.infinity, 2, "∞"),
    (-.infinity, 2, "−∞"), (2e9, 2, "2e9"), (3, 0, "3"),
  ])
  func numbersKeepTheirDecimals(value: Double, decimals: Int, text: String) {
    #expect(DemoFrame.KeyNumber("n", value, decimals: decimals).text == text)
  }

  @Test func sharesArePercent() {
    #expect(DemoFrame.KeyNumber.percent("n", 0.974).text == "97 %")
    #expect(DemoFrame.KeyNumber.percent("n", 0.974, decimals: 1).text == "97.4 %")
    #expect(DemoFrame.KeyNumber.percent("n", .nan).text == "–")
  }

  @Test func aMomentIsSmallAndLooksTheSame() throws {
    let x = (0..<5000).map(Double.init)
    let line = Mark.line("loss", x: x, y: x.map { 1 / (3 + $0) })
    let region = Mark.Regions(
      "P", columns: 200, rows: 200, xRange: 0...1, yRange: 0...1, values: (0..<40_000).map { sin(Double($0)) })
    let chart = Chart(title: "t", x: Axis("x"), y: Axis("y"), marks: [.regions(region), line])
    let frame = DemoFrame("epoch", 1, of: 1, numbers: [], figure: .row(chart, chart))
    #expect(try Wire.encode(Output.frame(frame)).count > 1_000_000)
    #expect(try Wire.encode(frame.output).count < 100_000)
    guard case .frame(let compact) = frame.output, case .panels(let panels) = compact.figure,
      case .regions(let small) = panels.charts[0].marks[0], case .line(let thin) = panels.charts[0].marks[1]
    else { return #expect(Bool(false)) }
    #expect(small.values.count == small.columns * small.rows && small.values.count <= 2400)
    #expect(small.values.allSatisfy { value in region.values.contains { abs($0 - value) < 0.001 } })
    #expect(thin.x.first == 0 && thin.x.last == 4999 && thin.x.count == thin.y.count && thin.x.count <= 240)
    for (x, y) in zip(thin.x, thin.y) { #expect(abs(y - 1 / (3 + x)) < 1e-3 * y) }
  }

  @Test(arguments: [0.1, 123_456, -0.000_123_45, 1e-300, 5e300, 0, .nan, .infinity])
  func fourDigitsAreKept(value: Double) {
    let chart = Chart(title: "", x: Axis(""), y: Axis(""), marks: [.bars("b", [value])])
    guard case .chart(let compact) = DemoFrame("", numbers: [], figure: .chart(chart)).compact.figure,
      case .bars(let bars) = compact.marks[0]
    else { return #expect(Bool(false)) }
    let kept = bars.values[0]
    #expect(value.isNaN ? kept.isNaN : kept == value || abs(kept - value) <= abs(value) * 5e-4)
  }

  @Test func theWordsSayWhereItStandsAndWhatIsSeen() {
    let chart = Chart(title: "loss", x: Axis("epoch"), y: Axis("loss"), marks: [.line("own", x: [1, 2], y: [4, 1])])
    let frame = DemoFrame(
      "epoch", 2, of: 9, caption: "Look.", numbers: [.init("gap", 0.5), .percent("right", 0.9)], figure: .chart(chart))
    #expect(
      AlternativeText.describe(.frame(frame))
        == "epoch 2 of 9: gap 0.50, right 90 %. Look. loss: own falls from 4 to 1 between epoch 1 and 2.")
  }
}

@Suite struct DemoFigureTests {
  private static func frame(_ numbers: [DemoFrame.KeyNumber]) -> DemoFrame {
    let chart = Chart(
      title: "loss", x: Axis("epoch"), y: Axis("loss"), marks: [.line("own", x: [1, 2, 3], y: [4, 2, 1])])
    return DemoFrame("epoch", 3, of: 60, caption: "Look at the gap.", numbers: numbers, figure: .row(chart, chart))
  }

  private static let numbers: [[DemoFrame.KeyNumber]] = [
    [], [.init("gap", 0.53)], [.init("gap", 0.53), .percent("right, others", 0.971)],
    (1...4).map { .init("a rather long name for number \($0)", Double($0) * 1111, decimals: 3) },
  ]

  @Test(arguments: Theme.Name.allCases, [1, 2])
  func everythingStandsOnTheSlide(theme: Theme.Name, runs: Int) {
    for numbers in Self.numbers {
      let sides = (0..<runs).map { DemoFigure.Side(Self.frame(numbers), label: runs > 1 ? "hidden = \($0)" : "") }
      let scene = DemoFigure(sides, title: "Overfitting", theme: .named(theme)).scene
      #expect(scene.width == 960 && scene.height >= 540 && scene.height < 700)
      let slide = Scene.Rectangle(x: 0, y: 0, width: scene.width, height: scene.height)
      let words = scene.elements.compactMap(Scene.bounds(ofText:))
      #expect(words.allSatisfy { slide.contains($0, tolerance: 1) })
      for number in numbers {
        #expect(scene.elements.contains { if case .text(number.text, _, _, _, _, _) = $0 { true } else { false } })
      }
    }
  }

  @Test func keyNumbersAreTheLargestWords() {
    let scene = DemoFigure([.init(Self.frame(Self.numbers[1]))], title: "Overfitting").scene
    let sizes = scene.elements.compactMap { element -> (String, Double)? in
      if case .text(let text, _, let font, _, _, _) = element { (text, font.size) } else { nil }
    }
    #expect(sizes.max { $0.1 < $1.1 }?.0 == "0.53")
  }
}

@Suite struct AnimatedPictureTests {
  private static func scene(_ index: Int) -> Scene {
    let square = Scene.Rectangle(x: Double(index), y: 2, width: 8, height: 8)
    return Scene(
      width: 40, height: 20, background: .white, elements: [.rectangle(square, fill: .black)], title: "t",
      alternativeText: "")
  }

  /// The parts of a WebP file: https://developers.google.com/speed/webp/docs/riff_container
  private static func chunks(_ data: Data) -> [(name: String, bytes: Data)] {
    var chunks: [(String, Data)] = []
    var start = 12
    while start + 8 <= data.count {
      let name = String(decoding: data[start..<start + 4], as: UTF8.self)
      let size = (0..<4).reduce(0) { $0 | Int(data[start + 4 + $1]) << (8 * $1) }
      chunks.append((name, Data(data[(start + 8)..<min(data.count, start + 8 + size)])))
      start += 8 + size + size % 2
    }
    return chunks
  }

  @Test func everyPictureIsThereForItsTime() throws {
    let data = try AnimatedPicture.webp(count: 5, milliseconds: 100, lastMilliseconds: 2000, scene: Self.scene)
    #expect(data.prefix(4) == Data("RIFF".utf8) && data[8..<12] == Data("WEBP".utf8))
    let frames = Self.chunks(data).filter { $0.name == "ANMF" }.map(\.bytes)
    let durations = frames.map { Int($0[12]) | Int($0[13]) << 8 | Int($0[14]) << 16 }
    #expect(durations == [100, 100, 100, 100, 2000])
    let canvas = try #require(Self.chunks(data).first { $0.name == "VP8X" }?.bytes)
    #expect(canvas[4] == 39 && canvas[7] == 19)
  }

  @Test func theSamePicturesAreTheSameBytes() throws {
    func make() throws -> Data { try AnimatedPicture.webp(count: 3, scene: Self.scene) }
    #expect(try make() == make())
  }

  @Test func noPictureIsAProblem() {
    #expect(throws: Diagnostic.self) { try AnimatedPicture.webp(count: 0, scene: Self.scene) }
  }

  @Test func aProblemOfAPictureIsPassedOn() {
    #expect(throws: CocoaError.self) {
      try AnimatedPicture.webp(count: 2) { index in
        if index == 1 { throw CocoaError(.fileNoSuchFile) }
        return Self.scene(index)
      }
    }
  }
}
