import Display
import Figures
import Foundation
import Testing

@Suite struct GalleryTests {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["GALLERY"] != nil), arguments: Theme.Name.allCases)
  func gallery(_ name: Theme.Name) throws {
    let folder = ProcessInfo.processInfo.environment["GALLERY"]!
    for example in ChartExample.all {
      let scene = Figures.scene(for: .chart(example.chart), theme: .named(name))!
      for format in FigureFormat.allCases {
        try FigureFile.write(scene, to: "\(folder)/\(example.name)-\(name).\(format)", as: format)
      }
    }
  }
}

@Suite struct TerminalGalleryTests {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["GALLERY"] != nil))
  func gallery() throws {
    let folder = ProcessInfo.processInfo.environment["GALLERY"]!
    let styles = [
      ("true", TerminalStyle(drawing: .characters, colors: .trueColor)),
      ("none", TerminalStyle(drawing: .characters, colors: .none)),
      ("light256", TerminalStyle(drawing: .characters, colors: .ansi256, background: .light)),
      ("ansi16", TerminalStyle(drawing: .characters, colors: .ansi16)),
    ]
    for example in ChartExample.all {
      for (name, style) in styles {
        for columns in [80, 40] {
          let lines = Figures.terminalLines(
            for: .chart(example.chart), columns: columns, rows: columns == 80 ? 22 : 16, style: style)!
          try (lines.joined(separator: "\n") + "\n").write(
            toFile: "\(folder)/\(example.name)-\(name)-\(columns).txt", atomically: true, encoding: .utf8)
        }
      }
    }
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["GALLERY"] != nil))
  func pixels() throws {
    let folder = ProcessInfo.processInfo.environment["GALLERY"]!
    for pixels in [TerminalStyle.PixelProtocol.kitty, .iTerm2, .sixel] {
      let style = TerminalStyle(drawing: .pixels(pixels), colors: .trueColor)
      let lines = Figures.terminalLines(for: .chart(ChartExample.loss), columns: 60, rows: 16, style: style)!
      try lines.joined(separator: "\n").write(toFile: "\(folder)/pixels-\(pixels)", atomically: true, encoding: .utf8)
    }
  }
}
