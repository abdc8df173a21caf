extension [Inline] {
  /// The words alone.
  package var text: String {
    map { inline -> String in
      switch inline {
      case .text(let text), .code(let text): text
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(_, _, let inner): inner.text
      case .superscript(let inner): script(inner.text, isRaised: true)
      case .subscript(let inner): script(inner.text, isRaised: false)
      case .image(_, _, let alternativeText): alternativeText
      case .math(let tex): unicode(tex: tex)
      case .value(let expression, _, _): "{\(expression)}"
      case .softBreak, .lineBreak: " "
      case .footnoteReference, .html: ""
      }
    }.joined()
  }
}

/// Text in Unicode's small letters, or spelt as in maths where it does not have them all: 10⁻³, x_q, 2^(p q).
package func script(_ text: String, isRaised: Bool) -> String {
  TeXLine.spelt(text, isRaised ? .upper : .lower)
}
