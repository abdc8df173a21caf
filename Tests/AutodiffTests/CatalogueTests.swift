import Autodiff
import Tensors
import Testing

@Suite struct CatalogueTests {
  @Test func namesAreUnique() {
    #expect(Set(Primitive.all.map(\.name)).count == Primitive.all.count)
    for primitive in Primitive.all { #expect(Primitive.named(primitive.name) === primitive) }
    #expect(Primitive.named("nothing") == nil)
  }

  @Test(arguments: Primitive.all.filter { $0.operandCount != 0 }) func everyOneHasSamplesAndAFormula(_ p: Primitive) {
    #expect(!p.samples.isEmpty && !p.formula.isEmpty && !p.symbol.isEmpty)
    #expect(p.localDerivatives.isEmpty || p.operandCount == nil || p.localDerivatives.count == p.operandCount)
  }

  @Test(arguments: SampleCase.differentiable) func gradients(_ item: SampleCase) throws {
    let operands = item.operands()
    let z = try item.primitive.apply(operands, item.sample.attributes)
    let weights = Tensor(weights(z.shape))
    let rows = gradientCheck(of: sum(z * weights), with: item.smooth(operands))
    #expect(rows.count == item.smooth(operands).reduce(0) { $0 + $1.shape.count })
    for row in rows { #expect(row.relativeError < 1e-8, "\(row)") }
  }

  /// The gradient of the gradient: backward is made of operations too, so it is differentiated like any other.
  @Test(arguments: SampleCase.differentiable) func secondDerivatives(_ item: SampleCase) throws {
    let operands = item.operands()
    let targets = item.smooth(operands)
    let z = try item.primitive.apply(operands, item.sample.attributes)
    let loss = sum(z * z * Tensor(weights(z.shape)))
    let first = Autodiff.gradients(of: loss, with: targets)
    let second = first.map { sum($0 * Tensor(weights($0.shape))) }
    for row in gradientCheck(of: second.dropFirst().reduce(second[0], +), with: targets) {
      #expect(row.relativeError < 1e-7, "\(row)")
    }
  }

  /// The derivative that explanations show, against trying.
  @Test(arguments: SampleCase.differentiable) func localDerivatives(_ item: SampleCase) throws {
    let contents = item.operands().map { $0.value }
    let z = try result(item, contents)
    for offset in 0..<z.count {
      let context = ElementContext(
        operands: contents, result: z, attributes: item.sample.attributes, index: z.shape.index(at: offset)
      ) { "\($0)" }
      for k in contents.indices where !item.sample.wholeOperands.contains(k) {
        guard let shown = item.primitive.localDerivative(context, operand: k) else { continue }
        let place = contents[k].shape.isScalar ? 0 : offset
        let ends = try [1e-5, -1e-5].map { h in
          var changed = contents
          changed[k][at: place] += h
          return try result(item, changed)[at: offset]
        }
        #expect(abs((ends[0] - ends[1]) / 2e-5 - shown) < 1e-8 * max(1, abs(shown)))
      }
    }
  }

  /// What an explanation says, worked out, is the result.
  @Test(arguments: SampleCase.all) func workings(_ item: SampleCase) throws {
    let contents = item.operands().map { $0.value }
    let z = try result(item, contents)
    for offset in 0..<z.count {
      let index = z.shape.index(at: offset)
      let labels = contents.indices.map { "operand\($0)" }
      let shown = item.primitive.working(
        for: ElementContext(
          operands: contents, result: z, attributes: item.sample.attributes, index: index, labels: labels
        ) {
          "\($0)"
        })
      if shown.numbers.isEmpty {
        #expect(!shown.reason.isEmpty)
      } else {
        let value = try #require(Arithmetic.value(of: shown.numbers), "not arithmetic: \(shown.numbers)")
        #expect(abs(value - z[at: offset]) < 1e-12 * max(1, abs(value)), "\(shown.numbers)")
      }
      // An element that moved is the one that is named.
      if let match = shown.reason.firstMatch(of: /^from operand(\d)(\[.*\])?(, since .*)?$/) {
        let source = contents[Int(match.1)!]
        let place = (match.2 ?? "").split { !"0123456789".contains($0) }.compactMap { Int($0) }
        let from = place.isEmpty && !source.shape.isScalar ? offset : try #require(source.shape.offset(of: place))
        #expect(source[at: from] == z[at: offset], "\(shown.reason)")
      }
    }
  }

  private func result(_ item: SampleCase, _ contents: [NDArray]) throws -> NDArray {
    try item.primitive.apply(contents.map { Tensor($0) }, item.sample.attributes).value
  }

  private func weights(_ shape: Shape) -> NDArray {
    NDArray((0..<shape.count).map { 1.3 - 0.37 * Double($0) }, shape: shape, type: .float64)
  }
}
