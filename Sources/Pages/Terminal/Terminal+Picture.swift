import Figures
import Glibc

extension Terminal {
  /// Shows a figure in real pixels on the whole screen until a key is pressed.
  ///
  /// - Returns: false when the terminal takes no pixels; nothing has been drawn then.
  package func show(picture scene: Scene) -> Bool {
    let size = self.size
    guard let lines = Figures.pixelLines(of: scene, columns: size.columns, rows: size.rows, style: pixelStyle) else {
      return false
    }
    invalidate()
    send("\u{1B}[H" + lines.joined(separator: "\r\n"))
    while true {
      guard let event = nextEvent() else { continue }
      if case .key = event {} else { putBack(event) }
      break
    }
    invalidate()
    return true
  }

  private var pixelStyle: TerminalStyle {
    var style = palette.figureStyle
    style.drawing = pixels.map { .pixels($0) } ?? .characters
    var window = winsize()
    if ioctl(output, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0, window.ws_xpixel > 0,
      window.ws_ypixel > 0
    {
      style.cellWidth = max(1, Int(window.ws_xpixel / window.ws_col))
      style.cellHeight = max(1, Int(window.ws_ypixel / window.ws_row))
    }
    return style
  }

  static let noPixels =
    "No pixels in this terminal (kitty, WezTerm, iTerm2 and foot have them); f saves a file."
}
