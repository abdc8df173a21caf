import Autodiff
import Foundation
import Tensors
import Testing

/// What operations say of operands that do not suit them.
@Suite struct OperationProblemTests {
  private func says(_ result: ExitTest.Result?, _ sentence: String) -> Bool {
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    return text.contains(sentence)
  }

  @Test func shapesThatDoNotBroadcast() async {
    let sum = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Input("x", NDArray(repeating: 0, shape: [2, 3])) + Input("w", [1, 2, 3, 4])
    }
    #expect(
      says(sum, "add expects shapes that broadcast; got x [2, 3] and w [4], which differ along the last axis: 3 and 4.")
    )
    let choice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = select(Tensor([1, 0]), Tensor(NDArray(repeating: 0, shape: [3, 2])), Input("y", [[1, 2], [1, 2]]))
    }
    #expect(
      says(
        choice, "select expects shapes that broadcast; got [3, 2] and y [2, 2], which differ along axis −2: 3 and 2."))
    let product = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = NDArray(repeating: 0, shape: [2, 3, 3])
      _ = Input("x", x).matmul(Tensor(NDArray(repeating: 0, shape: [4, 3, 3])))
    }
    #expect(
      says(
        product,
        "matmul expects shapes that broadcast; got x [2, 3, 3] and [4, 3, 3], which differ along axis −3: 2 and 4."))
    let inner = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor([1, 2]).matmul(Tensor([1, 2, 3]))
    }
    #expect(says(inner, "with equal k; got X [2] and W [3]."))
    let single = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(2).matmul(Tensor([1, 2, 3]))
    }
    #expect(says(single, "matmul expects vectors or matrices; got [] and [3]. A single number multiplies with *."))
  }

  @Test func axesThatAreNotThere() async {
    let sum = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Autodiff.sum(Input("x", [[1, 2]]), axis: 2)
    }
    #expect(says(sum, "sum expects an axis of x [1, 2], 0 to 1 or −2 to −1 from the end; got axis 2."))
    let many = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = softmax(Tensor([1, 2]), axis: -2)
    }
    #expect(says(many, "softmax expects an axis of [2], 0 or −1; got axis -2."))
    let none = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = cumulativeSum(Tensor(1))
    }
    #expect(says(none, "cumulativeSum expects an axis; got axis -1 of [], a single number without axes."))
    await #expect(processExitsWith: .failure) { _ = Tensor([1]).slice(0..<1, axis: 1) }
    await #expect(processExitsWith: .failure) { _ = concatenate([Tensor([1])], axis: 1) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1]).gathered(Tensor([0]), axis: 1) }
  }

  @Test func shapesThatNoArrayHas() async {
    let pad = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Autodiff.pad(Tensor([1]), before: 1 << 62, after: 1 << 62)
    }
    #expect(says(pad, "pad expects"))
    let wide = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(1).broadcast(to: [1 << 40, 1 << 40])
    }
    #expect(says(wide, "broadcast: a shape expects at most 2⁴⁴ numbers"))
    let drawn = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = uniform([-2], seed: 1, counter: Tensor(0))
    }
    #expect(says(drawn, "uniform: a shape expects sizes of 0 or above; got [-2]."))
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = scatterAdd(Tensor([1, 2]), at: Tensor([0, 0]), count: -3)
    }
    #expect(says(rows, "scatterAdd: a shape expects sizes of 0 or above; got [-3]."))
  }

  @Test func whatHasNoAnswer() async {
    let nothing = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = argmax(Tensor(NDArray([], shape: [0, 3])))
    }
    #expect(says(nothing, "argmax expects at least one number along axis 0; got [0], which has none."))
    let mean = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = variance(Tensor(NDArray([], shape: [2, 0])), axes: [1])
    }
    #expect(says(mean, "mean expects at least one number along axis 1; got [2, 0], which has none."))
    let largest = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = softmax(Tensor(NDArray([], shape: [2, 0])))
    }
    #expect(says(largest, "max expects at least one number along axis 1; got [2, 0], which has none."))
    let many = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = topK(Tensor([[1, 2]]), 3)
    }
    #expect(says(many, "topK expects a k from 0 to 2, the numbers along axis 1 of [1, 2]; got 3."))
  }

  @Test func placesThatAreNotThere() async {
    let half = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor([[1, 2]]).takenAlong(Input("k", [[0, 0.5]]), axis: 1).value
    }
    #expect(says(half, "takeAlong expects whole numbers from 0 to 1 as indices; element [0, 1] of k [1, 2] is 0.5."))
    let beyond = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Parameter("x", [[1, 2]])
      _ = x.gathered(Tensor([0, 2]), axis: 1).value
    }
    #expect(says(beyond, "a whole number from 0 to 1; element 1 of [2] is 2.0."))
    let step = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Input("x", [1, 2]).slice(stride(from: 0, through: 2, by: 2))
    }
    #expect(says(step, "slice expects places from 0 to 1 of axis 0 of x [2]; got 2."))
    let border = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = pad(Tensor([1, 2]), before: 2, after: 0, by: .reflected)
    }
    #expect(says(border, "pad expects 0 or more places, at most 1, before and after axis 0 of [2]; got 2 and 0."))
  }

  /// The mark is under the letter that cannot be read.
  @Test func einsumThatDoesNotParse() async {
    let letter = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = einsum("ij,j?->i", Tensor([[1]]), Tensor([[1]]))
    }
    #expect(says(letter, "einsum cannot read “ij,j?\u{332}->i”: “?”, character 5, is no letter of an axis."))
    let unknown = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = einsum("ij->k", Tensor([[1]]))
    }
    #expect(says(unknown, "einsum cannot read “ij->k\u{332}”: “k”, character 5, is on no axis of the operands."))
    let size = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = einsum("ij,jk", Tensor([[1, 2]]), Tensor([[1]]))
    }
    #expect(says(size, "einsum cannot read “ij,j\u{332}k”: “j”, character 4, has the size 1 here and 2 before."))
    let rank = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = einsum("ijk->i", Tensor([[1, 2]]))
    }
    #expect(says(rank, "einsum expects a letter for each axis of operand 0, [1, 2]; got “ijk” in “ijk->i”."))
    let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = einsum("ij,jk->ik", Tensor([[1, 2]]))
    }
    #expect(says(count, "einsum expects letters for each operand; got 2 groups in “ij,jk->ik” and 1 operands."))
    await #expect(processExitsWith: .failure) { _ = einsum("ij->ii", Tensor([[1]])) }
    await #expect(processExitsWith: .failure) { _ = einsum("…i…->i", Tensor([[1]])) }
    await #expect(processExitsWith: .failure) { _ = einsum("ij->>i", Tensor([[1]])) }
  }
}
