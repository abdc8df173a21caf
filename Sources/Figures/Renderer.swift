import CCairo
import Foundation

/// Draws a scene on a Cairo surface. SVG is written by `SVGWriter` instead.
struct Renderer {
  private let cairo: OpaquePointer
  private let layout: OpaquePointer

  /// Runs `body` with a renderer on `surface`, whose unit is one scene point times `scale`.
  static func draw(_ scene: Scene, on surface: OpaquePointer, scale: Double) {
    guard let cairo = cairo_create(surface) else { return }
    defer { cairo_destroy(cairo) }
    cairo_scale(cairo, scale, scale)
    guard let layout = pango_cairo_create_layout(cairo) else { return }
    defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
    PangoText.configure(pango_layout_get_context(layout))
    let renderer = Renderer(cairo: cairo, layout: layout)
    renderer.paint(scene.background, over: Scene.Rectangle(x: 0, y: 0, width: scene.width, height: scene.height))
    for element in scene.elements { renderer.draw(element) }
  }

  private func draw(_ element: Scene.Element) {
    switch element {
    case .rectangle(let rectangle, let radius, let fill, let stroke):
      trace(rectangle, cornerRadius: radius)
      finish(fill: fill, stroke: stroke)
    case .ellipse(let rectangle, let fill, let stroke):
      trace(ellipse: rectangle)
      finish(fill: fill, stroke: stroke)
    case .polyline(let points, let stroke):
      trace(points)
      finish(fill: nil, stroke: stroke)
    case .polygon(let points, let fill, let stroke):
      trace(points.filter(\.isFinite))
      cairo_close_path(cairo)
      finish(fill: fill, stroke: stroke)
    case .curve(let points, let stroke):
      trace(curve: points)
      finish(fill: nil, stroke: stroke)
    case .text(let text, let position, let font, let color, let anchor, let rotation):
      draw(text, at: position, font, color, anchor, rotation)
    case .raster(let rectangle, let columns, let rows, let colors):
      drawRaster(rectangle, columns: columns, rows: rows, colors)
    case .clipped(let rectangle, let elements):
      cairo_save(cairo)
      cairo_rectangle(cairo, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
      cairo_clip(cairo)
      for element in elements { draw(element) }
      cairo_restore(cairo)
    }
  }

  private func paint(_ color: Color, over rectangle: Scene.Rectangle) {
    trace(rectangle, cornerRadius: 0)
    finish(fill: color, stroke: nil)
  }

  private func finish(fill: Color?, stroke: Scene.Stroke?) {
    if let fill {
      setColor(fill)
      cairo_fill_preserve(cairo)
    }
    if let stroke {
      setColor(stroke.color)
      cairo_set_line_width(cairo, stroke.width)
      cairo_set_dash(cairo, stroke.dashes, Int32(stroke.dashes.count), 0)
      cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
      cairo_set_line_cap(cairo, stroke.dashes.isEmpty ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
      cairo_stroke_preserve(cairo)
    }
    cairo_new_path(cairo)
  }

  private func setColor(_ color: Color) {
    cairo_set_source_rgba(cairo, color.red, color.green, color.blue, color.alpha)
  }

  private func draw(
    _ text: String, at position: Scene.Point, _ font: Scene.Font, _ color: Color, _ anchor: Scene.Anchor,
    _ rotation: Double
  ) {
    guard position.isFinite else { return }
    PangoText.set(text, font, on: layout)
    guard let line = pango_layout_get_line_readonly(layout, 0) else { return }
    var extents = PangoRectangle()
    pango_layout_get_extents(layout, nil, &extents)
    cairo_save(cairo)
    cairo_translate(cairo, position.x, position.y)
    cairo_rotate(cairo, -rotation * .pi / 180)
    cairo_move_to(cairo, -anchor.share * Double(extents.width) / PangoText.scale, 0)
    setColor(color)
    pango_cairo_show_layout_line(cairo, line)
    cairo_restore(cairo)
    cairo_new_path(cairo)
  }
}

// MARK: - Paths

extension Renderer {
  private func trace(_ rectangle: Scene.Rectangle, cornerRadius: Double) {
    let radius = min(cornerRadius, rectangle.width / 2, rectangle.height / 2)
    guard radius > 0 else {
      cairo_rectangle(cairo, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
      return
    }
    let (left, top) = (rectangle.x + radius, rectangle.y + radius)
    let (right, bottom) = (rectangle.maxX - radius, rectangle.maxY - radius)
    cairo_new_sub_path(cairo)
    cairo_arc(cairo, right, top, radius, -.pi / 2, 0)
    cairo_arc(cairo, right, bottom, radius, 0, .pi / 2)
    cairo_arc(cairo, left, bottom, radius, .pi / 2, .pi)
    cairo_arc(cairo, left, top, radius, .pi, 1.5 * .pi)
    cairo_close_path(cairo)
  }

  private func trace(ellipse rectangle: Scene.Rectangle) {
    guard rectangle.width > 0, rectangle.height > 0 else { return }
    cairo_save(cairo)
    cairo_translate(cairo, rectangle.x + rectangle.width / 2, rectangle.y + rectangle.height / 2)
    cairo_scale(cairo, rectangle.width / 2, rectangle.height / 2)
    cairo_new_sub_path(cairo)
    cairo_arc(cairo, 0, 0, 1, 0, 2 * .pi)
    cairo_close_path(cairo)
    cairo_restore(cairo)
  }

  private func trace(_ points: [Scene.Point]) {
    var isDown = false
    for point in points {
      guard point.isFinite else {
        isDown = false
        continue
      }
      if isDown { cairo_line_to(cairo, point.x, point.y) } else { cairo_move_to(cairo, point.x, point.y) }
      isDown = true
    }
  }

  private func trace(curve points: [Scene.Point]) {
    guard let start = points.first else { return }
    cairo_move_to(cairo, start.x, start.y)
    for index in stride(from: 1, to: points.count - 2, by: 3) {
      let (a, b, c) = (points[index], points[index + 1], points[index + 2])
      cairo_curve_to(cairo, a.x, a.y, b.x, b.y, c.x, c.y)
    }
  }

  private func drawRaster(_ rectangle: Scene.Rectangle, columns: Int, rows: Int, _ colors: [Color]) {
    guard columns > 0, rows > 0, colors.count == columns * rows, rectangle.width > 0, rectangle.height > 0,
      let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(columns), Int32(rows))
    else { return }
    defer { cairo_surface_destroy(surface) }
    cairo_surface_flush(surface)
    guard let bytes = cairo_image_surface_get_data(surface) else { return }
    let stride = Int(cairo_image_surface_get_stride(surface))
    for row in 0..<rows {
      for column in 0..<columns {
        let color = colors[row * columns + column]
        let alpha = min(1, max(0, color.alpha))
        let opaque = color.mixed(with: .black, 1 - alpha).hex
        let pixel = UInt32((alpha * 255).rounded()) << 24 | opaque
        UnsafeMutableRawPointer(bytes).storeBytes(of: pixel, toByteOffset: row * stride + column * 4, as: UInt32.self)
      }
    }
    cairo_surface_mark_dirty(surface)
    cairo_save(cairo)
    cairo_translate(cairo, rectangle.x, rectangle.y)
    cairo_scale(cairo, rectangle.width / Double(columns), rectangle.height / Double(rows))
    cairo_set_source_surface(cairo, surface, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST)
    cairo_pattern_set_extend(cairo_get_source(cairo), CAIRO_EXTEND_PAD)
    cairo_rectangle(cairo, 0, 0, Double(columns), Double(rows))
    cairo_fill(cairo)
    cairo_restore(cairo)
  }
}
