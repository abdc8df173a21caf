import Markup
import Testing

@Suite struct TeXDisplayTests {
  @Test func fractionsAndSumsStandAsOnABlackboard() {
    expectLines(
      #"\frac{\partial L}{\partial w_i} = \sum_{j=1}^{n} \delta_j x_{ij}"#,
      """
      ∂L     n
      ─── =  ∑  δⱼxᵢⱼ
      ∂wᵢ   j=1
      """)
    expectLines(
      #"\frac{1}{\sqrt{2\pi\sigma^2}} e^{-\frac{(x-\mu)^2}{2\sigma^2}}"#,
      """
                (x−μ)²
               −──────
         1       2σ²
      ─────── e
      √(2πσ²)
      """)
  }

  @Test func matricesAndCasesHaveTallBrackets() {
    expectLines(
      #"\begin{bmatrix} a & b \\ \frac{1}{2} & -d \end{bmatrix} \begin{pmatrix} x \\ y\end{pmatrix}"#,
      """
      ⎡a  b ⎤
      ⎢     ⎥
      ⎢1    ⎥ ⎛x⎞
      ⎢─  −d⎥ ⎝y⎠
      ⎣2    ⎦
      """)
    expectLines(
      #"f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}"#,
      """
      f(x) = ⎰x  if x > 0
             ⎱0  otherwise
      """)
  }

  @Test func alignedEquationsMeetAtTheirSign() {
    expectLines(
      #"\begin{aligned} y &= a + b \\ \hat{z} + 1 &= -c \end{aligned}"#,
      """
          y = a + b
      ẑ + 1 = −c
      """)
  }

  @Test func flatMathsTakesOneLine() {
    expectLines(#"\hat{y} = \sigma(\mathbf{w}^\top \mathbf{x} + b)"#, "ŷ = σ(𝐰ᵀ𝐱 + b)")
    expectLines(#"\left(\frac{a}{b}\right)^2"#, "⎛a⎞²\n⎜─⎟\n⎝b⎠")
  }

  @Test func formulasBesideEachOtherStayApart() {
    expectLines(
      #"\frac{a}{b} \qquad \operatorname*{soft}_x f"#,
      """
      a
      ─    soft f
      b     x
      """)
    expectLines(
      #"\begin{aligned} a &= b & c &= d \\ & \quad + e && \text{so} \end{aligned}"#,
      """
      a = b     c = d
            + e    so
      """)
    expectLines(#"a = b \tag{1} \label{eq:b} % a comment"#, "a = b  (1)")
  }

  private func expectLines(_ tex: String, _ expected: String) {
    let lines = unicodeLines(tex: tex).map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
    #expect(lines.joined(separator: "\n") == expected)
  }
}
