import Autodiff
import Networks
import Tensors
import Testing

/// A function on all examples at once is what it is on one after the other, for every operation of the catalogue and
/// whatever differs from example to example.
@Suite struct VectorizedMapTests {
  /// - Parameter differing: which of the operands are examples' own.
  private func check(_ sample: SampleCase, differing: Set<Int>, count: Int = 3) throws {
    let primitive = sample.primitive
    var random = RandomSource(seed: 11)
    let operands = zip(sample.sample.shapes, sample.sample.ranges).enumerated().map { i, pair -> Tensor in
      let shape = differing.contains(i) ? Shape([count] + pair.0.sizes) : pair.0
      var array = NDArray.uniform(shape, in: pair.1, type: .float64, using: &random)
      if sample.sample.wholeOperands.contains(i) {
        for k in 0..<array.count { array[at: k] = array[at: k].rounded(.down) }
      }
      return Parameter("x\(i)", array)
    }
    func apply(_ own: [Tensor]) -> Tensor {
      do {
        return try primitive.apply(own, sample.sample.attributes)
      } catch {
        preconditionFailure("\(error)")
      }
    }
    let order = differing.sorted()
    let mapped = vmap(order.map { operands[$0] }) { own in
      var all = operands
      for (place, tensor) in zip(order, own) { all[place] = tensor }
      return [apply(all)]
    }[0]
    for number in 0..<count {
      let own = operands.enumerated().map { i, operand in
        differing.contains(i)
          ? Tensor(operand.value.rows([number]).reshaped(sample.sample.shapes[i])) : operand
      }
      let expected = apply(own).value
      let got = mapped.slice(number..<number + 1).reshaped(expected.shape.sizes).value
      #expect(relativeError(got, expected) < 1e-14, "\(sample), \(differing), example \(number)")
    }
    // It may be differentiated again, and naive kernels agree.
    let graph = Graph(of: [mapped])
    #expect(relativeError(graph.naiveValues()[graph.outputs[0]], mapped.value) < 1e-13)
  }

  @Test(arguments: SampleCase.all.filter { !$0.sample.shapes.isEmpty }) func everyOperation(_ sample: SampleCase) throws
  {
    let count = sample.sample.shapes.count
    for bits in 1..<(1 << count) {
      try check(sample, differing: Set((0..<count).filter { bits >> $0 & 1 == 1 }))
    }
  }

  /// One product of matrices, not one for each example.
  @Test func itIsOneOperationForAll() {
    var random = RandomSource(seed: 1)
    let x = Input("x", NDArray.normal([50, 4], using: &random))
    let w = Parameter("w", NDArray.normal([4, 3], using: &random))
    let z = vmap(x) { row in tanh(row.matmul(w)) }
    let graph = Graph(of: [z])
    #expect(graph.operations.count { $0.primitive === Primitive.matmul } == 1 && graph.count < 8, "\(graph)")
    #expect(relativeError(z.value, tanh(x.matmul(w)).value) < 1e-6)
  }

  /// d/dx of Σ x³ for each row, and what does not depend on the example.
  /// What is drawn within the map differs from example to example; what was drawn before is shared.
  @Test func examplesDrawTheirOwnNumbers() {
    let x = Parameter("x", NDArray(repeating: 1, shape: [4, 50]))
    let before = uniform([50], seed: 3, counter: Tensor(0))
    let own = vmap(x) { row in row * uniform([50], seed: 3, counter: Tensor(0)) }.value
    let shared = vmap(x) { row in row * before }.value
    #expect((0..<4).allSatisfy { shared.rows([$0]).doubles == before.value.doubles })
    #expect(Set((0..<4).map { own.rows([$0]).doubles }).count == 4)
    #expect(own.rows([0]).doubles == before.value.doubles)
    #expect(own.doubles == uniform([4, 50], seed: 3, counter: Tensor(0)).value.doubles)
    // A map in a map, and a result that depends on no example.
    let nested = vmap(x) { row in vmap(row) { number in number * uniform([], seed: 3, counter: Tensor(0)) } }.value
    #expect(nested.doubles == own.doubles)
    #expect(vmap(x) { _ in uniform([50], seed: 3, counter: Tensor(0)) }.value.doubles == own.doubles)
  }

  @Test func dropoutInAMapDropsOtherUnitsOfEachExample() {
    let x = Parameter("x", NDArray(repeating: 1, shape: [6, 40]))
    let dropout = withSeed(2) { Dropout(0.5) }
    let slopes = vmap(x) { row in gradient(of: sum(dropout(row, in: Pass(.training))), with: row) }.value
    #expect(Set((0..<6).map { slopes.rows([$0]).doubles }).count == 6)
    #expect(Set(slopes.doubles) == [0, 2])
  }

  @Test func itHoldsGradients() {
    let x = Tensor([[1, 2], [3, -1], [0, 0.5]], type: .float64)
    let slopes = vmap(x) { row in gradient(of: sum(row * row * row), with: row) }
    #expect(slopes.value == NDArray([[3, 12], [27, 3], [0, 0.75]], type: .float64))
    #expect(vmap(x) { _ in Tensor([7, 8], type: .float64) }.value.doubles == [7, 8, 7, 8, 7, 8])
    #expect(vmap(x) { $0 }.value == x.value)
    let single = Tensor([[1, 2]], type: .float64)
    #expect(vmap(single) { row in sum(row) }.value == NDArray([3], type: .float64))
    // A map in a map: the outer product of each row with itself.
    let products = vmap(x) { row in vmap(row) { number in number * row } }
    #expect(products.shape == [3, 2, 2] && products.value.doubles == [1, 2, 2, 4, 9, -3, -3, 1, 0, 0, 0, 0.25])
  }

  // MARK: - Gradients of each example

  private func model(_ number: Int, _ random: inout RandomSource) -> (shape: [Int], model: any Layer) {
    switch number {
    case 0:
      (
        [5],
        Sequential(
          Dense(5, 4, activation: .tanh, type: .float64, using: &random), Dense(4, 3, type: .float64, using: &random))
      )
    case 1:
      (
        [6, 6, 1],
        Sequential(
          Convolution2D(1, 2, window: (3, 3), activation: .tanh, type: .float64, using: &random), MaxPool2D(),
          Flatten(),
          Dense(18, 3, type: .float64, using: &random))
      )
    case 2:
      ([4, 2], Sequential(LSTM(2, 3, type: .float64, using: &random), Dense(3, 3, type: .float64, using: &random)))
    default:
      (
        [3, 4],
        Sequential(
          MultiHeadAttention(4, heads: 2, type: .float64, using: &random), LayerNormalization(4, type: .float64),
          Flatten(),
          Dense(12, 3, type: .float64, using: &random))
      )
    }
  }

  /// Each is the gradient on that example alone, and their mean that of the mean loss.
  @Test(arguments: 0..<4) func gradientsOfEachExample(_ number: Int) {
    var random = RandomSource(seed: 4)
    let (shape, model) = model(number, &random)
    let x = Input("x", NDArray.normal(Shape([5] + shape), type: .float64, using: &random))
    let y = Input("y", NDArray([0, 2, 1, 1, 0], type: .float64))
    let each = exampleGradients(with: model.parameters, over: [x, y]) { example in
      softmaxCrossEntropy(logits: model(example[0]), labels: example[1])
    }
    for row in 0..<5 {
      let (own, label) = (Tensor(x.value.rows([row])), Tensor(y.value.rows([row])))
      let alone = gradients(of: softmaxCrossEntropy(logits: model(own), labels: label), with: model.parameters)
      for (all, one) in zip(each, alone) {
        let got = all.slice(row..<row + 1).reshaped(one.shape.sizes)
        #expect(relativeError(got.value, one.value) < 1e-12, "\(model.signature), example \(row)")
      }
    }
    let together = gradients(of: softmaxCrossEntropy(logits: model(x), labels: y), with: model.parameters)
    for (all, one) in zip(each, together) {
      #expect(all.shape.sizes == [5] + one.shape.sizes)
      #expect(relativeError(mean(all, axes: [0]).value, one.value) < 1e-12)
    }
  }
}
