import Markup

/// Blocks as indented text, one a line with its range: what snapshots compare.
func dump(_ blocks: [Block], indent: String = "") -> String {
  blocks.map { block in
    let range = "\(block.range.line):\(block.range.column)-\(block.range.endLine):\(block.range.endColumn)"
    return indent + describe(block.kind, range: range, indent: indent + "  ")
  }.joined(separator: "\n")
}

private func describe(_ kind: Block.Kind, range: String, indent: String) -> String {
  switch kind {
  case .heading(let level, let inlines): "heading \(level) \(range) \(dump(inlines))"
  case .paragraph(let inlines): "paragraph \(range) \(dump(inlines))"
  case .list(let start, let isTight, let items):
    "list \(start.map(String.init) ?? "•")\(isTight ? "" : " loose") \(range)"
      + items.map { "\n\(indent)item\(check($0.isChecked))\n" + dump($0.blocks, indent: indent + "  ") }.joined()
  case .quote(let inner): "quote \(range)\n" + dump(inner, indent: indent)
  case .table(let alignments, let header, let rows):
    "table \(range) \(alignments.map { "\($0)" }.joined(separator: " "))"
      + ([header] + rows).map { "\n\(indent)| " + $0.map(dump).joined(separator: " | ") }.joined()
  case .code(let info, let text): "code \(range) “\(info)” \(text.debugDescription)"
  case .math(let tex): "math \(range) \(tex.debugDescription)"
  case .html(let html): "html \(range) \(html.debugDescription)"
  case .thematicBreak: "rule \(range)"
  case .footnote(let label, let inner): "footnote \(label) \(range)\n" + dump(inner, indent: indent)
  }
}

private func check(_ isChecked: Bool?) -> String { isChecked.map { $0 ? " [x]" : " [ ]" } ?? "" }

func dump(_ inlines: [Inline]) -> String {
  inlines.map { inline in
    switch inline {
    case .text(let text): text
    case .code(let code): "code(\(code))"
    case .emphasis(let inner): "emphasis(\(dump(inner)))"
    case .strong(let inner): "strong(\(dump(inner)))"
    case .strikethrough(let inner): "struck(\(dump(inner)))"
    case .superscript(let inner): "sup(\(dump(inner)))"
    case .subscript(let inner): "sub(\(dump(inner)))"
    case .link(let destination, let title, let inner): "link(\(destination)\(titled(title)): \(dump(inner)))"
    case .image(let source, let title, let text): "image(\(source)\(titled(title)): \(text))"
    case .math(let tex): "math(\(tex))"
    case .value(let expression, let line, let column): "value(\(line):\(column) \(expression))"
    case .footnoteReference(let label): "note(\(label))"
    case .html(let html): "html(\(html))"
    case .softBreak: "⏎"
    case .lineBreak: "⏎⏎"
    }
  }.joined()
}

private func titled(_ title: String) -> String { title.isEmpty ? "" : " “\(title)”" }
