import Foundation

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
    "lbrack": "[", "rbrack": "]", "surd": "√", "complement": "∁", "eth": "ð", "hslash": "ℏ", "mho": "℧", "Finv": "Ⅎ",
    "wp": "℘", "beth": "ℶ", "gimel": "ℷ", "daleth": "ℸ", "flat": "♭", "natural": "♮", "sharp": "♯", "clubsuit": "♣",
    "diamondsuit": "♢", "heartsuit": "♡", "spadesuit": "♠", "bigstar": "★", "Box": "□", "Diamond": "◇", "lozenge": "◊",
    "triangledown": "▽", "blacktriangle": "▲", "measuredangle": "∡", "sphericalangle": "∢", "dotsm": "⋯", "dotsi": "⋯",
    "dotso": "…", "iddots": "⋰", "digamma": "ϝ", "varkappa": "ϰ", "backprime": "‵", "copyright": "©",
    "yen": "¥", "euro": "€", "AA": "Å", "aa": "å", "textdegree": "°", "maltese": "✠", "blacklozenge": "⧫",
    "varGamma": "Γ", "varDelta": "Δ", "varTheta": "Θ", "varLambda": "Λ", "varPi": "Π", "varSigma": "Σ", "varPhi": "Φ",
    "varPsi": "Ψ", "varOmega": "Ω", "R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "qedsymbol": "□", "lq": "‘", "rq": "’",
    "bigcirc": "◯", "cdotp": "·", "ldotp": ".",
  ]

  static let binary: [String: String] = [
    "cdot": "·", "odot": "⊙", "times": "×", "div": "÷", "pm": "±", "mp": "∓", "ast": "∗", "circ": "∘",
    "bullet": "•", "oplus": "⊕", "ominus": "⊖", "otimes": "⊗", "oslash": "⊘", "cap": "∩", "cup": "∪", "land": "∧",
    "wedge": "∧", "lor": "∨", "vee": "∨", "setminus": "∖", "bmod": "mod", "sqcup": "⊔", "sqcap": "⊓",
    "amalg": "⨿", "uplus": "⊎", "wr": "≀", "smallsetminus": "∖", "boxplus": "⊞", "boxtimes": "⊠", "boxminus": "⊟",
    "ltimes": "⋉", "rtimes": "⋊", "circledast": "⊛", "circledcirc": "⊚", "diamond": "⋄", "dotplus": "∔",
    "barwedge": "⊼",
    "veebar": "⊻", "intercal": "⊺", "bigtriangleup": "△", "bigtriangledown": "▽", "triangleleft": "◁",
    "triangleright": "▷", "divideontimes": "⋇", "Cap": "⋒", "Cup": "⋓", "curlywedge": "⋏", "curlyvee": "⋎",
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
    "Longrightarrow": "⟹", "Longleftarrow": "⟸", "Longleftrightarrow": "⟺", "longleftrightarrow": "⟷",
    "longmapsto": "⟼", "Uparrow": "⇑", "Downarrow": "⇓", "updownarrow": "↕", "Updownarrow": "⇕", "nearrow": "↗",
    "searrow": "↘", "swarrow": "↙", "nwarrow": "↖", "hookleftarrow": "↩", "twoheadrightarrow": "↠",
    "rightleftharpoons": "⇌", "leftrightharpoons": "⇋", "rightharpoonup": "⇀", "rightharpoondown": "⇁",
    "leftharpoonup": "↼", "leftharpoondown": "↽", "leftrightarrows": "⇆", "rightleftarrows": "⇄",
    "rightrightarrows": "⇉", "upuparrows": "⇈", "leadsto": "⇝", "restriction": "↾", "upharpoonright": "↾",
    "nrightarrow": "↛", "nleftarrow": "↚", "nRightarrow": "⇏", "circlearrowleft": "↺", "circlearrowright": "↻",
    "colonequals": "≔", "coloneq": "≔", "eqqcolon": "≕", "vcentcolon": ":", "eqcolon": "≕", "owns": "∋",
    "subsetneq": "⊊", "supsetneq": "⊋", "nsubseteq": "⊈", "nsupseteq": "⊉", "subseteqq": "⫅", "sqsubset": "⊏",
    "sqsubseteq": "⊑", "sqsupseteq": "⊒", "Subset": "⋐", "Supset": "⋑", "leqq": "≦", "geqq": "≧", "lneq": "⪇",
    "lvertneqq": "≨",
    "gneq": "⪈", "nleq": "≰", "ngeq": "≱", "nless": "≮", "ngtr": "≯", "lll": "⋘", "ggg": "⋙", "lessapprox": "⪅",
    "gtrapprox": "⪆", "lessgtr": "≶", "gtrless": "≷", "preceq": "⪯", "succeq": "⪰", "preccurlyeq": "≼",
    "succcurlyeq": "≽", "precsim": "≾", "succsim": "≿", "approxeq": "≊", "thickapprox": "≈", "thicksim": "∼",
    "backsim": "∽", "nsim": "≁", "ncong": "≇", "bumpeq": "≏", "Bumpeq": "≎", "circeq": "≗", "eqcirc": "≖",
    "risingdotseq": "≓",
    "fallingdotseq": "≒", "varpropto": "∝", "between": "≬", "pitchfork": "⋔", "bowtie": "⋈", "Join": "⋈", "dashv": "⊣",
    "vDash": "⊨", "Vdash": "⊩", "nvdash": "⊬", "nvDash": "⊭", "nmid": "∤", "nparallel": "∦", "shortmid": "∣",
    "shortparallel": "∥", "therefore": "∴", "because": "∵", "frown": "⌢", "smile": "⌣", "lhd": "⊲", "rhd": "⊳",
    "unlhd": "⊴", "unrhd": "⊵", "trianglelefteq": "⊴", "trianglerighteq": "⊵", "multimap": "⊸", "independent": "⫫",
  ]

  static let large: [String: String] = [
    "sum": "∑", "prod": "∏", "coprod": "∐", "int": "∫", "iint": "∬", "iiint": "∭", "oint": "∮", "bigcup": "⋃",
    "bigcap": "⋂", "bigoplus": "⨁", "bigotimes": "⨂", "bigodot": "⨀", "bigvee": "⋁", "bigwedge": "⋀",
    "iiiint": "⨌", "idotsint": "∫⋯∫", "oiint": "∯", "bigsqcup": "⨆", "biguplus": "⨄", "smallint": "∫",
  ]
  static let integrals: Set<String> = ["∫", "∬", "∭", "∮", "⨌", "∫⋯∫", "∯"]

  /// Arrows that are written on.
  static let longArrows: Set<String> = ["⟶", "⟵", "══"]

  static let names: Set<String> = [
    "log", "ln", "lg", "exp", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin",
    "arccos", "arctan", "max", "min", "sup", "inf", "lim", "limsup", "liminf", "arg", "argmax", "argmin", "det",
    "dim", "ker", "deg", "gcd", "hom", "Pr",
    "injlim", "projlim",
  ]
  static let limitNames: Set<String> = [
    "max", "min", "sup", "inf", "lim", "limsup", "liminf", "argmax", "argmin", "arg max", "arg min", "det", "gcd", "Pr",
  ]

  static let opening: [String: String] = [
    "ulcorner": "⌜", "llcorner": "⌞", "lgroup": "⟮", "llbracket": "⟦", "langle": "⟨", "lfloor": "⌊", "lceil": "⌈",
    "lvert": "|", "lVert": "‖",
  ]
  static let closing: [String: String] = [
    "urcorner": "⌝", "lrcorner": "⌟", "rgroup": "⟯", "rrbracket": "⟧", "rangle": "⟩", "rfloor": "⌋", "rceil": "⌉",
    "rvert": "|", "rVert": "‖",
  ]

  static let accents: [String: Accent] = Dictionary(
    uniqueKeysWithValues: [
      Accent(name: "hat", mark: "\u{302}"), Accent(name: "widehat", mark: "\u{302}"),
      Accent(name: "bar", mark: "\u{304}", isLine: true), Accent(name: "overline", mark: "\u{305}", isLine: true),
      Accent(name: "underline", mark: "\u{332}", isLine: true), Accent(name: "tilde", mark: "\u{303}"),
      Accent(name: "widetilde", mark: "\u{303}"), Accent(name: "vec", mark: "\u{20D7}"),
      Accent(name: "dot", mark: "\u{307}"), Accent(name: "ddot", mark: "\u{308}"),
      Accent(name: "check", mark: "\u{30C}"), Accent(name: "breve", mark: "\u{306}"),
      Accent(name: "acute", mark: "\u{301}"), Accent(name: "grave", mark: "\u{300}"),
      Accent(name: "mathring", mark: "\u{30A}"), Accent(name: "dddot", mark: "\u{20DB}"),
      Accent(name: "overrightarrow", mark: "\u{20D7}", isLine: true),
      Accent(name: "overleftarrow", mark: "\u{20D6}", isLine: true),
      Accent(name: "cancel", mark: "\u{338}", isLine: true), Accent(name: "widecheck", mark: "\u{30C}"),
    ].map { ($0.name, $0) })

  /// Distances in eighteenths of an em. Knuth, The TeXbook, chapter 18 and appendix B.
  static let spaces: [String: Int] = [
    ",": 3, "thinspace": 3, ":": 4, ">": 4, "medspace": 4, ";": 5, "thickspace": 5, " ": 6, "~": 6, "\n": 6, "space": 6,
    "nobreakspace": 6, "enspace": 9, "enskip": 9, "quad": 18, "qquad": 36, "!": -3, "negthinspace": -3,
    "negmedspace": -4, "negthickspace": -5,
  ]

  /// A length such as "1em", "-3mu" or "2pt" in eighteenths of an em; an em is taken as 10 points.
  static func eighteenths(of length: String) -> Int {
    let number = length.prefix { "+-.0123456789".contains($0) }
    let points = ["em": 10, "ex": 4.3, "mu": 10.0 / 18, "pt": 1, "px": 0.75, "cm": 28.45, "mm": 2.845, "in": 72.27]
    let unit = points[length[number.endIndex...].trimmingCharacters(in: .whitespaces)] ?? 0
    return Int(((Double(number) ?? 0) * unit * 1.8).clamped(to: -72...720).rounded())
  }

  /// Commands about looks only: nothing to show.
  static let silent: Set<String> = [
    "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "displaylimits", "nonumber",
    "notag", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "bigm",
    "Bigm", "biggm", "Biggm", "middle", "hline", "mathstrut", "strut", "relax", "allowbreak", "nobreak", "noindent",
    "centering", "protect", "normalsize", "small", "footnotesize", "scriptsize", "tiny", "large", "Large", "LARGE",
    "huge", "Huge", "unboldmath", "toprule", "midrule", "bottomrule", "/", "-", "par",
  ]

  /// Commands about looks that show their last argument, and how many stand before that one.
  static let layout: [String: Int] = [
    "mathrm": 0, "mathit": 0, "mathnormal": 0, "mathup": 0, "boxed": 0, "underbrace": 0, "overbrace": 0, "mathbin": 0,
    "mathrel": 0, "mathord": 0, "mathopen": 0, "mathclose": 0, "mathpunct": 0, "mathinner": 0, "ensuremath": 0,
    "smash": 0, "mathclap": 0, "mathllap": 0, "mathrlap": 0, "symup": 0, "symit": 0, "underbracket": 0,
    "overbracket": 0, "textcolor": 1, "colorbox": 1, "href": 1, "scalebox": 1, "raisebox": 1, "bbox": 0, "class": 1,
    "multicolumn": 2,
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

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
