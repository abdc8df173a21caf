/// What TeX's commands look like in Unicode.
enum TeXSymbols {
  struct Accent: Equatable, Sendable {
    var name: String
    /// The combining character.
    var mark: Unicode.Scalar
    /// A line can be drawn over or under each letter of a word; a hat can not.
    var isLine = false
  }

  static let ordinary: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "omicron": "ο", "pi": "π", "varpi": "ϖ", "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς",
    "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "partial": "∂", "nabla": "∇", "infty": "∞", "ell": "ℓ", "hbar": "ℏ", "Re": "ℜ", "Im": "ℑ", "aleph": "ℵ",
    "forall": "∀", "exists": "∃", "nexists": "∄", "neg": "¬", "lnot": "¬", "emptyset": "∅", "varnothing": "∅",
    "prime": "′", "dagger": "†", "ddagger": "‡", "top": "⊤", "bot": "⊥", "angle": "∠", "degree": "°",
    "ldots": "…", "dots": "…", "dotsc": "…", "cdots": "⋯", "dotsb": "⋯", "vdots": "⋮", "ddots": "⋱",
    "square": "□", "blacksquare": "■", "star": "⋆", "checkmark": "✓", "triangle": "△", "imath": "ı", "jmath": "ȷ",
    "{": "{", "}": "}", "|": "‖", "%": "%", "&": "&", "#": "#", "_": "_", "$": "$", "colon": ":", "vert": "|",
    "Vert": "‖", "backslash": "\\", "lbrace": "{", "rbrace": "}", "S": "§", "P": "¶", "pounds": "£",
  ]

  static let binary: [String: String] = [
    "cdot": "·", "odot": "⊙", "times": "×", "div": "÷", "pm": "±", "mp": "∓", "ast": "∗", "circ": "∘",
    "bullet": "•", "oplus": "⊕", "ominus": "⊖", "otimes": "⊗", "oslash": "⊘", "cap": "∩", "cup": "∪", "land": "∧",
    "wedge": "∧", "lor": "∨", "vee": "∨", "setminus": "∖", "bmod": "mod", "sqcup": "⊔", "sqcap": "⊓",
  ]

  static let relation: [String: String] = [
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "ll": "≪", "gg": "≫", "approx": "≈",
    "equiv": "≡", "sim": "∼", "simeq": "≃", "cong": "≅", "propto": "∝", "in": "∈", "notin": "∉", "ni": "∋",
    "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "mid": "∣", "parallel": "∥", "perp": "⊥",
    "to": "→", "rightarrow": "→", "leftarrow": "←", "gets": "←", "leftrightarrow": "↔", "Rightarrow": "⇒",
    "Leftarrow": "⇐", "Leftrightarrow": "⇔", "iff": "⟺", "implies": "⟹", "impliedby": "⟸", "mapsto": "↦",
    "longrightarrow": "⟶", "longleftarrow": "⟵", "uparrow": "↑", "downarrow": "↓", "hookrightarrow": "↪",
    "coloneqq": "≔", "triangleq": "≜", "doteq": "≐", "lesssim": "≲", "gtrsim": "≳", "models": "⊨", "vdash": "⊢",
    "asymp": "≍", "prec": "≺", "succ": "≻", "leqslant": "⩽", "geqslant": "⩾", "rightsquigarrow": "⇝",
  ]

  static let large: [String: String] = [
    "sum": "∑", "prod": "∏", "coprod": "∐", "int": "∫", "iint": "∬", "iiint": "∭", "oint": "∮", "bigcup": "⋃",
    "bigcap": "⋂", "bigoplus": "⨁", "bigotimes": "⨂", "bigodot": "⨀", "bigvee": "⋁", "bigwedge": "⋀",
  ]
  static let integrals: Set<String> = ["∫", "∬", "∭", "∮"]

  static let names: Set<String> = [
    "log", "ln", "lg", "exp", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin",
    "arccos", "arctan", "max", "min", "sup", "inf", "lim", "limsup", "liminf", "arg", "argmax", "argmin", "det",
    "dim", "ker", "deg", "gcd", "hom", "Pr",
  ]
  static let limitNames: Set<String> = [
    "max", "min", "sup", "inf", "lim", "limsup", "liminf", "argmax", "argmin", "arg max", "arg min", "det", "gcd", "Pr",
  ]

  static let opening: [String: String] = ["langle": "⟨", "lfloor": "⌊", "lceil": "⌈", "lvert": "|", "lVert": "‖"]
  static let closing: [String: String] = ["rangle": "⟩", "rfloor": "⌋", "rceil": "⌉", "rvert": "|", "rVert": "‖"]

  static let accents: [String: Accent] = Dictionary(
    uniqueKeysWithValues: [
      Accent(name: "hat", mark: "\u{302}"), Accent(name: "widehat", mark: "\u{302}"),
      Accent(name: "bar", mark: "\u{304}", isLine: true), Accent(name: "overline", mark: "\u{305}", isLine: true),
      Accent(name: "underline", mark: "\u{332}", isLine: true), Accent(name: "tilde", mark: "\u{303}"),
      Accent(name: "widetilde", mark: "\u{303}"), Accent(name: "vec", mark: "\u{20D7}"),
      Accent(name: "dot", mark: "\u{307}"), Accent(name: "ddot", mark: "\u{308}"),
      Accent(name: "check", mark: "\u{30C}"), Accent(name: "breve", mark: "\u{306}"),
      Accent(name: "acute", mark: "\u{301}"), Accent(name: "grave", mark: "\u{300}"),
      Accent(name: "mathring", mark: "\u{30A}"),
    ].map { ($0.name, $0) })

  static let spaces: Set<String> = [
    ",", ":", ";", ">", " ", "~", "quad", "qquad", "thinspace", "enspace", "space", "\n", "medspace", "thickspace",
  ]

  /// Commands about looks only: nothing to show.
  static let silent: Set<String> = [
    "!", "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "nonumber", "notag",
    "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "bigm", "Bigm",
    "middle", "hline", "negthinspace",
  ]

  static let superscripts: [Character: Character] = pairs(
    "0123456789+−-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδεθιφχ⊤′*∗°†∘",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᵋᶿᶥᵠᵡᵀ′**°†°")
  static let subscripts: [Character: Character] = pairs(
    "0123456789+−-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")

  private static func pairs(_ from: String, _ to: String) -> [Character: Character] {
    Dictionary(uniqueKeysWithValues: zip(from, to))
  }
}
