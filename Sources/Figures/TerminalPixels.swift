import CChafa
import Foundation

/// Real pixels in a terminal, encoded by chafa for the protocol the terminal speaks.
enum TerminalPixels {
  /// `rows` lines. The last one carries the picture: it goes up to the first line, draws, and returns, so that lines
  /// printed one after the other scroll before the picture is there, and a pager may treat them like any lines.
  static func lines(
    of scene: Scene, columns: Int, rows: Int, _ pixels: TerminalStyle.PixelProtocol, _ style: TerminalStyle
  ) throws -> [String] {
    // Kitty and iTerm2 fit the picture to the cells themselves: twice the pixels are sharp on any screen.
    let density = pixels == .sixel ? 1 : 2
    let (cellWidth, cellHeight) = (style.cellWidth * density, style.cellHeight * density)
    let scale = Double(columns * cellWidth) / scene.width
    let picture = try FigureFile.pixels(of: scene, scale: scale)
    let (sequence, environment) = encoding(pixels)
    let database = chafa_term_db_new()
    defer { chafa_term_db_unref(database) }
    let info = withCStrings(environment) { chafa_term_db_detect(database, $0) }
    defer { chafa_term_info_unref(info) }
    let config = chafa_canvas_config_new()
    defer { chafa_canvas_config_unref(config) }
    chafa_canvas_config_set_pixel_mode(config, sequence)
    chafa_canvas_config_set_canvas_mode(config, CHAFA_CANVAS_MODE_TRUECOLOR)
    chafa_canvas_config_set_geometry(config, Int32(columns), Int32(rows))
    chafa_canvas_config_set_cell_geometry(config, Int32(cellWidth), Int32(cellHeight))
    let canvas = chafa_canvas_new(config)
    defer { chafa_canvas_unref(canvas) }
    chafa_canvas_draw_all_pixels(
      canvas, CHAFA_PIXEL_BGRA8_PREMULTIPLIED, picture.bytes, Int32(picture.width), Int32(picture.height),
      Int32(picture.width * 4))
    let printed = chafa_canvas_print(canvas, info)!
    defer { g_string_free(printed, 1) }
    let up = rows > 1 ? "\u{1B}[\(rows - 1)A" : ""
    let text = String(cString: printed.pointee.str)
    return Array(repeating: "", count: rows - 1) + ["\u{1B}7\(up)\(text)\u{1B}8"]
  }

  /// chafa knows the sequences by the terminal's environment: a terminal known for each protocol stands for all.
  private static func encoding(_ pixels: TerminalStyle.PixelProtocol) -> (ChafaPixelMode, [String]) {
    switch pixels {
    case .kitty: (CHAFA_PIXEL_MODE_KITTY, ["TERM=xterm-kitty", "KITTY_PID=1"])
    case .iTerm2: (CHAFA_PIXEL_MODE_ITERM2, ["TERM=xterm-256color", "TERM_PROGRAM=iTerm.app", "LC_TERMINAL=iTerm2"])
    case .sixel: (CHAFA_PIXEL_MODE_SIXELS, ["TERM=mlterm", "MLTERM=3.9.0"])
    }
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
  }
}
