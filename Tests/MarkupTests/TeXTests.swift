import Markup
import Numerals
import Testing

/// TeX and the line that it must become.
private let table: [(tex: String, line: String)] = [
  (#"\alpha + \beta"#, #"α + β"#),
  (#"\Gamma\Delta\Omega"#, #"ΓΔΩ"#),
  (#"\epsilon \varepsilon \phi \varphi \theta"#, #"ϵεϕφθ"#),
  (#"x"#, #"x"#),
  (#"3.14"#, #"3.14"#),
  (#"-x"#, #"−x"#),
  (#"a - b"#, #"a − b"#),
  (#"a-b"#, #"a − b"#),
  (#"(-x)"#, #"(−x)"#),
  (#"a = -b"#, #"a = −b"#),
  (#"2 \cdot -1"#, #"2 · −1"#),
  (#"a * b"#, #"a ∗ b"#),
  (#"x, y, z"#, #"x, y, z"#),
  (#"f(x)"#, #"f(x)"#),
  (#"f(x, y)"#, #"f(x, y)"#),
  (#"x_i"#, #"xᵢ"#),
  (#"x_{ij}"#, #"xᵢⱼ"#),
  (#"x_{i,j}"#, #"x_(i,j)"#),
  (#"x^2"#, #"x²"#),
  (#"x^{-1}"#, #"x⁻¹"#),
  (#"x_i^2"#, #"xᵢ²"#),
  (#"x^2_i"#, #"xᵢ²"#),
  (#"x^{(l)}"#, #"x⁽ˡ⁾"#),
  (#"W^{(l)}_{ij}"#, #"Wᵢⱼ⁽ˡ⁾"#),
  (#"x_q"#, #"x_q"#),
  (#"x_{qr}"#, #"x_(qr)"#),
  (#"x^q"#, #"x^q"#),
  (#"x^{q+1}"#, #"x^(q+1)"#),
  (#"\theta_{t+1}"#, #"θₜ₊₁"#),
  (#"J_\theta"#, #"J_θ"#),
  (#"e^{-x}"#, #"e⁻ˣ"#),
  (#"e^{-x/2}"#, #"e^(−x/2)"#),
  (#"e^{i\theta}"#, #"eⁱᶿ"#),
  (#"x'"#, #"x′"#),
  (#"x''"#, #"x′′"#),
  (#"f'(x)"#, #"f′(x)"#),
  (#"x'^2"#, #"x′²"#),
  (#"A^T"#, #"Aᵀ"#),
  (#"A^\top"#, #"Aᵀ"#),
  (#"x^*"#, #"x*"#),
  (#"90^\circ"#, #"90°"#),
  (#"w_{\text{train}}"#, #"wₜᵣₐᵢₙ"#),
  (#"w_{\text{dog}}"#, #"w_(dog)"#),
  (#"\frac{a}{b}"#, #"a/b"#),
  (#"\frac12"#, #"1/2"#),
  (#"\frac{a+b}{c}"#, #"(a + b)/c"#),
  (#"\frac{a}{b+c}"#, #"a/(b + c)"#),
  (#"\frac{a}{bc}"#, #"a/(bc)"#),
  (#"\frac{ab}{2}"#, #"ab/2"#),
  (#"\frac{1}{2\sigma}"#, #"1/(2σ)"#),
  (#"\frac{\partial L}{\partial w}"#, #"∂L/∂w"#),
  (#"\frac{\partial L}{\partial w_i}"#, #"∂L/∂wᵢ"#),
  (#"\frac{\partial^2 f}{\partial x \partial y}"#, #"∂²f/(∂x∂y)"#),
  (#"\frac{dy}{dx}"#, #"dy/dx"#),
  (#"\frac{\partial L}{\partial y}\frac{\partial y}{\partial w}"#, #"∂L/∂y ∂y/∂w"#),
  (#"\frac{\partial L}{\partial y} \cdot \frac{\partial y}{\partial w}"#, #"∂L/∂y · ∂y/∂w"#),
  (#"\frac{\frac{a}{b}}{c}"#, #"(a/b)/c"#),
  (#"\frac{a}{\frac{b}{c}}"#, #"a/(b/c)"#),
  (#"\frac{1}{n}\sum_{i=1}^n x_i"#, #"1/n ∑ᵢ₌₁ⁿ xᵢ"#),
  (#"\frac{1}{1 + e^{-z}}"#, #"1/(1 + e⁻ᶻ)"#),
  (#"\frac{\log x}{y}"#, #"(log x)/y"#),
  (#"\left(\frac{a}{b}\right)^2"#, #"(a/b)²"#),
  (#"\binom{n}{k}"#, #"(n; k)"#),
  (#"\sqrt{x}"#, #"√x"#),
  (#"\sqrt{x+1}"#, #"√(x + 1)"#),
  (#"\sqrt{12}"#, #"√12"#),
  (#"\sqrt[3]{x}"#, #"∛x"#),
  (#"\sqrt[n]{x}"#, #"ⁿ√x"#),
  (#"\sqrt{\frac{a}{b}}"#, #"√(a/b)"#),
  (#"\sum_{i=1}^{n} x_i"#, #"∑ᵢ₌₁ⁿ xᵢ"#),
  (#"\sum_i (x_i - y_i)^2"#, #"∑ᵢ (xᵢ − yᵢ)²"#),
  (#"\prod_{k} p_k"#, #"∏ₖ pₖ"#),
  (#"\int_0^1 f(x)\,dx"#, #"∫₀¹ f(x) dx"#),
  (#"\int_0^\infty e^{-x} \, dx"#, #"∫₀^∞ e⁻ˣ dx"#),
  (#"\sum\limits_{i} a_i"#, #"∑ᵢ aᵢ"#),
  (#"\hat{y}"#, #"ŷ"#),
  (#"\hat y_i"#, #"ŷᵢ"#),
  (#"\bar{x}"#, #"x̄"#),
  (#"\tilde{x}"#, #"x̃"#),
  (#"\vec{v}"#, #"v⃗"#),
  (#"\dot{x}"#, #"ẋ"#),
  (#"\ddot{x}"#, #"ẍ"#),
  (#"\hat{y_i}"#, #"ŷᵢ"#),
  (#"\hat{xy}"#, #"hat(xy)"#),
  (#"\overline{ab}"#, #"a̅b̅"#),
  (#"\widehat{\theta}"#, #"θ̂"#),
  (#"\mathbf{x}"#, #"𝐱"#),
  (#"\mathbf{W}^\top \mathbf{x} + \mathbf{b}"#, #"𝐖ᵀ𝐱 + 𝐛"#),
  (#"\boldsymbol{\theta}"#, #"𝛉"#),
  (#"\mathbb{R}^n"#, #"ℝⁿ"#),
  (#"\mathbb{E}[X]"#, #"𝔼[X]"#),
  (#"\mathcal{L}(\theta)"#, #"ℒ(θ)"#),
  (#"\mathcal{N}(0, 1)"#, #"𝒩(0, 1)"#),
  (#"\mathrm{d}x"#, #"dx"#),
  (#"\mathrm{softmax}(z)"#, #"softmax(z)"#),
  (#"\operatorname{softmax}(z)"#, #"softmax(z)"#),
  (#"\operatorname*{arg\,max}_x f(x)"#, #"arg maxₓ f(x)"#), (#"\operatorname{conv} * x"#, #"conv ∗x"#),
  (#"\argmin_w L(w)"#, #"argmin_w L(w)"#),
  (#"\text{if } x > 0"#, #"if x > 0"#),
  (#"\log x"#, #"log x"#),
  (#"\log(x)"#, #"log(x)"#),
  (#"\log_2 x"#, #"log₂ x"#),
  (#"\exp(-x)"#, #"exp(−x)"#),
  (#"\tanh z"#, #"tanh z"#),
  (#"\max(0, x)"#, #"max(0, x)"#),
  (#"\max_i x_i"#, #"maxᵢ xᵢ"#),
  (#"\lim_{x \to 0} f(x)"#, #"lim_(x→0) f(x)"#),
  (#"a \le b \ge c \ne d"#, #"a ≤ b ≥ c ≠ d"#),
  (#"a \leq b \geq c \neq d"#, #"a ≤ b ≥ c ≠ d"#),
  (#"a \approx b \propto c"#, #"a ≈ b ∝ c"#),
  (#"x \to y"#, #"x → y"#),
  (#"x \mapsto x^2"#, #"x ↦ x²"#),
  (#"A \implies B \iff C"#, #"A ⟹ B ⟺ C"#),
  (#"\theta \leftarrow \theta - \eta \nabla L"#, #"θ ← θ − η∇L"#),
  (#"\nabla_\theta L(\theta)"#, #"∇_θ L(θ)"#),
  (#"\nabla_w L"#, #"∇_w L"#),
  (#"x \in \mathbb{R}"#, #"x ∈ ℝ"#),
  (#"x \notin A \subseteq B"#, #"x ∉ A ⊆ B"#),
  (#"A \cup B \cap C"#, #"A ∪ B ∩ C"#),
  (#"a \odot b \otimes c"#, #"a ⊙ b ⊗ c"#),
  (#"a \times b \div c"#, #"a × b ÷ c"#),
  (#"a \pm b"#, #"a ± b"#),
  (#"1, \ldots, n"#, #"1, …, n"#),
  (#"x_1 + \cdots + x_n"#, #"x₁ + ⋯ + xₙ"#),
  (#"\infty"#, #"∞"#),
  (#"\forall x \exists y"#, #"∀x∃y"#),
  (#"\left[ a, b \right]"#, #"[a, b]"#),
  (#"\left\{ a \right\}"#, #"{a}"#),
  (#"\{a, b\}"#, #"{a, b}"#),
  (#"\left| x \right|"#, #"|x|"#),
  (#"|x|"#, #"|x|"#),
  (#"\|x\|_2"#, #"‖x‖₂"#),
  (#"\lVert x \rVert^2"#, #"‖x‖²"#),
  (#"\langle a, b \rangle"#, #"⟨a, b⟩"#),
  (#"\lfloor x \rfloor"#, #"⌊x⌋"#),
  (#"P(A \mid B)"#, #"P(A ∣ B)"#),
  (#"p(x|y)"#, #"p(x|y)"#),
  (#"\begin{bmatrix} a & b \\ c & d \end{bmatrix}"#, #"[a b; c d]"#),
  (#"\begin{pmatrix} x \\ y \end{pmatrix}"#, #"(x; y)"#),
  (#"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}"#, #"{x if x > 0; 0 otherwise"#),
  (#"\begin{aligned} y &= a + b \\ &= -c \end{aligned}"#, #"y = a + b; = −c"#),
  (#"\begin{array}{lr} a & b \\ c & d \end{array}"#, #"a b; c d"#),
  (#"a &= b \\ c &= d"#, #"a = b; c = d"#),
  (#"a \quad b"#, #"a  b"#),
  (#"a\,b"#, #"a b"#),
  (#"a\;b"#, #"a b"#),
  (#"a\!b"#, #"ab"#),
  (#"50\%"#, #"50%"#),
  (#"\$5"#, #"$5"#),
  (#"x\_y"#, #"x_y"#),
  (#"\not= x"#, #"≠ x"#),
  (#"\underbrace{a + b}_{c}"#, #"(a + b)_c"#),
  (#"\overset{!}{=}"#, #"=^!"#),
  (#"\textcolor{red}{x + 1}"#, #"x + 1"#),
  (#"a \bmod b"#, #"a mod b"#),
  (#"a \equiv b \pmod{n}"#, #"a ≡ b (mod n)"#),
  (#"\foo"#, #"\foo"#),
  (#"\foo x"#, #"\foo x"#),
  (#"\foo{x+1}"#, #"\foo{x + 1}"#),
  (#"\foo{a}{b}"#, #"\foo{a}b"#),
  (#"\begin{foo} x \end{foo}"#, #"\begin{foo}x\end{foo}"#),
  (#"{a+b}^2"#, #"(a + b)²"#),
  (#"{x}"#, #"x"#),
  (#"{}"#, #""#),
  (#"x^"#, #"x"#),
  (#"x_"#, #"x"#),
  (#"^2"#, #"²"#),
  (#"_i"#, #"ᵢ"#),
  (#"\frac"#, #"/()"#),
  (#"\frac{a}"#, #"a/()"#),
  (#"\frac{a}{"#, #"a/()"#),
  (#"\sqrt"#, #"√()"#),
  (#"\hat"#, #"\hat"#),
  (#"}"#, #"}"#),
  (#"{"#, #""#),
  (#"{a"#, #"a"#),
  (#"a}"#, #"a}"#),
  (#"\left( x"#, #"(x"#),
  (#"x \right)"#, #"x)"#),
  (#"\begin{bmatrix} a & b"#, #"[a b]"#),
  (#"\end{bmatrix}"#, #"\end{bmatrix}"#),
  (#"\begin"#, #"\begin{}"#),
  (#"\"#, #"\"#),
  (#"\\"#, #""#),
  (#"&"#, #""#),
  (#"x^a^b"#, #"xᵃᵇ"#),
  (#"x__i"#, #"xᵢ"#),
  (#"a \qquad b"#, #"a    b"#),
  (#"f(x) = 1, \qquad g(x) = 2"#, #"f(x) = 1,    g(x) = 2"#),
  (#"a\:b\>c\ d~e"#, #"a b c d e"#),
  (#"\log\!\left(x\right)"#, #"log(x)"#),
  (#"x \!=\! y"#, #"x = y"#),
  (#"a\hspace{2em}b\mkern-3mu c\kern 1em d"#, #"a    bc  d"#),
  (#"a\phantom{xyz}b"#, #"a   b"#),
  (#"x_{i\,j}"#, #"xᵢⱼ"#),
  (#"\mathop{\mathrm{argmin}}_\theta L"#, #"argmin_θ L"#),
  (#"\mathop{\rm arg\,max}\nolimits_x f"#, #"arg maxₓ f"#),
  (#"\operatorname{\mathbf{ReLU}}(x)"#, #"ReLU(x)"#),
  (#"\operatorname{soft-max}(z)"#, #"soft-max(z)"#),
  (#"\operatorname*{arg\,min}_{x} f"#, #"arg minₓ f"#),
  (#"\text{so \textbf{bold} and \emph{not}}"#, #"so bold and not"#),
  (#"\text{if $x_1 > 0$, 50\% of \alpha}"#, #"if x₁ > 0, 50% of α"#),
  (#"\text{na\"{i}ve caf\'e \ss}"#, #"naïve café ß"#),
  (#"\text{``so'' -- or}"#, #"“so” – or"#),
  (#"\text{\unknown{x}}"#, #"\unknownx"#),
  (#"a = b + c \tag{1}"#, #"a = b + c  (1)"#),
  (#"a = b \tag*{[2]}"#, #"a = b  [2]"#),
  (#"a = b \tag{\text{A}1} \label{eq:b}"#, #"a = b  (A1)"#),
  (#"a \label{eq:one} = -b"#, #"a = −b"#),
  ("a + % a comment {\nb", #"a + b"#),
  ("a % one\n% two\n+ 5\\%", #"a + 5%"#),
  (#"50%"#, #"50%"#),
  (#"{\bf w}^T x"#, #"𝐰ᵀx"#),
  (#"{\rm ReLU}(x) + y"#, #"ReLU(x) + y"#),
  (#"{\cal L} = {\it a} + \bf b"#, #"ℒ = a + 𝐛"#),
  (#"{a + b \over c}"#, #"(a + b)/c"#),
  (#"{n \choose k}"#, #"(n; k)"#),
  (#"\sum_{\substack{i < j \\ j < n}} a"#, #"∑_(i<j; j<n) a"#),
  (#"\begin{aligned}[t] a &= b && \text{so} \end{aligned}"#, #"a = b    so"#),
  (#"\begin{aligned} [a] &= b \end{aligned}"#, #"[a] = b"#),
  (#"\begin{alignat}{2} a &= b & c &= d \end{alignat}"#, #"a = b    c = d"#),
  (#"\begin{array}[t]{c|c} a & b \\ \hline c & d \end{array}"#, #"a b; c d"#),
  (#"\begin{pmatrix*}[r] 1 & -2 \end{pmatrix*}"#, #"(1 −2)"#),
  (#"\begin{dcases} a \\* b \end{dcases}"#, #"{a; b"#),
  (#"\begin{rcases} a \\ b \end{rcases}"#, #"a; b}"#),
  (#"\begin{psmallmatrix} a & b \end{psmallmatrix}"#, #"(a b)"#),
  (#"\begin{multline} a \\ + b \end{multline}"#, #"a; +b"#),
  (#"\pmatrix{a & b \cr c & d}"#, #"(a b; c d)"#),
  (#"a \xrightarrow{n} b \xleftarrow[p]{} c"#, #"a ⟶ⁿ b ⟵ₚ c"#),
  (#"\sfrac{a}{b} \cancel{x}"#, #"a/b x̸"#),
  (#"A \coloneqq B \subsetneq C \preceq D \leqslant E"#, #"A ≔ B ⊊ C ⪯ D ⩽ E"#),
  (#"\mathbbm{1}_{A} \mathds{R}"#, #"𝟙_A ℝ"#),
  (#"\left\lbrack a \right\rbrack \left< b \right>"#, #"[a]⟨b⟩"#),
  (#"\Bigl( x \Bigr|_{x=0}"#, #"(x|ₓ₌₀"#),
  (#"\eqref{eq:one}"#, #"(eq:one)"#),
  (#"\color{red} x + \textcolor[rgb]{1,0,0}{y}"#, #"x + y"#),
  (#"\ensuremath{x} \boxed{y} \smash[b]{z}"#, #"xyz"#),
  (#"日本"#, #"日本"#),
  (#"é + ü"#, #"é + ü"#),
]

@Suite struct TeXLineTests {
  @Test(arguments: table) func becomesOneLine(tex: String, line: String) {
    #expect(unicode(tex: tex) == line)
  }

  @Test func tableIsLarge() { #expect(table.count >= 120) }

  @Test(arguments: table) func blackboardIsARectangle(tex: String, line: String) {
    let lines = unicodeLines(tex: tex)
    #expect(!lines.isEmpty)
    #expect(Set(lines.map { displayWidth($0) }).count == 1)
  }

  @Test(arguments: [
    "{", "\\hat", "\\left(", "\\frac", "x^{", "\\sqrt[", "\\begin{bmatrix}", "\\text{", "_", "\\\\", "&", "'",
  ])
  func endlessNestingEnds(opening: String) {
    let tex = String(repeating: opening, count: 20_000) + "Q"
    #expect(!unicodeLines(tex: tex).isEmpty)
    #expect(unicode(tex: tex).contains("Q"))
  }

  @Test func unknownCommandsKeepTheirNames() {
    let names = ["foo", "mystery", "prescript", "sideset", "genfrac"]
    for name in names {
      #expect(unicode(tex: "a + \\\(name){b} + c").contains("\\" + name))
      #expect(unicodeLines(tex: "\\frac{a}{\\\(name) b}").joined().contains("\\" + name))
    }
  }

  /// No letter or digit of the source disappears, whatever the order of the pieces.
  @Test func nothingIsDropped() {
    let pieces = [
      "a", "b", "3", "\\frac", "{", "}", "_", "^", "\\sqrt", "[", "]", "\\left(", "\\right)", "&", "\\\\", "\\sum", "'",
      "\\text{QqQ}", " ", "\\hat", "\\unknown", "\\begin{cases}", "\\end{cases}",
    ]
    var random = SplitMix(state: 7)
    for _ in 0..<1_000 {
      let tex = (0..<12).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
      let shown = unicode(tex: tex) + unicodeLines(tex: tex).joined()
      for word in ["QqQ", "\\unknown"] where tex.contains(word) {
        #expect(shown.contains(word), "\(tex)")
      }
    }
  }

  @Test func boldLettersAndScriptsMatchTheirTables() {
    #expect(unicode(tex: #"\mathbf{AZaz09}"#) == "𝐀𝐙𝐚𝐳𝟎𝟗")
    #expect(unicode(tex: #"\mathbb{ACZ1}"#) == "𝔸ℂℤ𝟙")
    #expect(unicode(tex: #"\mathcal{ABLe}"#) == "𝒜ℬℒℯ")
    #expect(unicode(tex: "x^{0123456789+-=()abcxyz}") == "x⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜˣʸᶻ")
    #expect(unicode(tex: "x_{0123456789+-=()aeijnx}") == "x₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₙₓ")
    #expect(unicode(tex: "x^{ABW⊤}") == "xᴬᴮᵂᵀ")
  }
}
