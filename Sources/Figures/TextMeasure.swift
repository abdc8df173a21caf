import CCairo
import Synchronization

/// How much room a line of text takes in a scene, measured by Pango with hinting off, so that the answer holds at
/// every scale and in every format.
public enum TextMeasure {
  /// Extents of one line, in scene points. `ascent` is above the baseline, `descent` below it.
  public struct Size: Equatable, Sendable {
    public var width: Double
    public var ascent: Double
    public var descent: Double
    public var height: Double { ascent + descent }
  }

  public static func size(of text: String, in font: Scene.Font) -> Size {
    shared.withLock { $0.size(of: text, in: font) }
  }

  public static func width(of text: String, in font: Scene.Font) -> Double { size(of: text, in: font).width }

  /// The distance from one baseline to the next.
  public static func lineHeight(of font: Scene.Font) -> Double { size(of: "Ég", in: font).height }

  private static let shared = Mutex(PangoMeasure())
}

/// One Pango layout, kept for measuring, and the sizes it has found so far.
private struct PangoMeasure: ~Copyable {
  private struct Key: Hashable {
    var text: String
    var font: Scene.Font
  }

  private let layout: OpaquePointer
  private var known: [Key: TextMeasure.Size] = [:]
  private static let limit = 20_000

  init() {
    let fonts = pango_cairo_font_map_new()
    let context = pango_font_map_create_context(fonts)!
    PangoText.configure(context)
    layout = pango_layout_new(context)
    g_object_unref(UnsafeMutableRawPointer(context))
    g_object_unref(fonts)
  }

  deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

  mutating func size(of text: String, in font: Scene.Font) -> TextMeasure.Size {
    let key = Key(text: text, font: font)
    if let size = known[key] { return size }
    PangoText.set(text, font, on: layout)
    var extents = PangoRectangle()
    pango_layout_get_extents(layout, nil, &extents)
    let ascent = Double(pango_layout_get_baseline(layout)) / PangoText.scale
    let size = TextMeasure.Size(
      width: Double(extents.width) / PangoText.scale, ascent: ascent,
      descent: Double(extents.height) / PangoText.scale - ascent)
    if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
    known[key] = size
    return size
  }
}

/// The settings that measuring and drawing share: the fonts, and no rounding to pixels.
enum PangoText {
  static let scale = 1024.0
  static let family = "DejaVu Sans"
  static let monospacedFamily = "DejaVu Sans Mono"

  static func configure(_ context: OpaquePointer) {
    let options = cairo_font_options_create()
    defer { cairo_font_options_destroy(options) }
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    pango_cairo_context_set_font_options(context, options)
    pango_context_set_round_glyph_positions(context, 0)
  }

  static func set(_ text: String, _ font: Scene.Font, on layout: OpaquePointer) {
    let description = pango_font_description_new()
    defer { pango_font_description_free(description) }
    pango_font_description_set_family(description, font.isMonospaced ? monospacedFamily : family)
    pango_font_description_set_absolute_size(description, max(0.1, font.size) * scale)
    if font.isBold { pango_font_description_set_weight(description, PANGO_WEIGHT_BOLD) }
    pango_layout_set_font_description(layout, description)
    pango_layout_set_single_paragraph_mode(layout, 1)
    let line = text.onOneLine
    pango_layout_set_text(layout, line, Int32(line.utf8.count))
  }
}

extension StringProtocol {
  /// Control characters, which have no picture and are not allowed in XML, become spaces.
  var onOneLine: String {
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.generalCategory == .control || scalar.value & 0xFFFE == 0xFFFE
        || scalar.value == 0x2028 || scalar.value == 0x2029
    }
    guard unicodeScalars.contains(where: isControl) else { return String(self) }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars { result.append(isControl(scalar) ? " " : scalar) }
    return String(result)
  }
}
