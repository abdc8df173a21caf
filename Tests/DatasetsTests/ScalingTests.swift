import Datasets
import Tensors
import Testing

@Suite struct ScalingTests {
  @Test func asScikitLearnScales() {
    let fixture = DataFixture.all.scaling
    let (training, other) = (NDArray(fixture.training, type: .float64), NDArray(fixture.other, type: .float64))
    expectClose(Standardisation(fitting: training)(other), fixture.standard, tolerance: 1e-13)
    expectClose(MinMaxScaling(fitting: training)(other), fixture.minMax, tolerance: 1e-13)
    expectClose(
      MinMaxScaling(fitting: training).undone(MinMaxScaling(fitting: training)(other)), other.doubles, tolerance: 1e-13)
  }

  @Test func minMaxReachesBothEnds() {
    let scaled = MinMaxScaling(fitting: NDArray([[2, 7], [4, 7], [3, 7]]))(NDArray([[2, 7], [4, 7], [5, 7]]))
    #expect(scaled == NDArray([[0, 0], [1, 0], [1.5, 0]]))
  }

  @Test func scaledAndMapped() {
    let examples = Examples(inputs: NDArray([[0, 255]]), targets: NDArray([1]))
    #expect(examples.scaled(by: 1.0 / 255).inputs == NDArray([[0, 1]]))
    #expect(examples.oneHot(classes: 3).targets == NDArray([[0, 1, 0]]))
    #expect(examples.mapInputs { $0.reshaped([1, 2, 1]) }.inputs.shape == [1, 2, 1])
  }

  @Test func misuseEndsWithASentence() async {
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Standardisation(fitting: NDArray([[1, 2], [3, .nan]]))
      },
      says: "All numbers must be finite; row 1, column 1 of the training data is nan. Drop or fix that row first.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = MinMaxScaling(fitting: NDArray([1, 2]))
      }, says: "min–max scaling expects training data [n, columns] with at least one row; got [2].")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = MinMaxScaling(fitting: NDArray([[1, 2]]))(NDArray([[1]]))
      }, says: "The scaling was fitted to 2 columns and expects [n, 2]; got [1, 1].")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Batches(Examples(inputs: NDArray([[1], [.infinity]]), targets: NDArray([1, 0])), size: 1, seed: 1)
      }, says: "All numbers must be finite; row 1, column 0 of the inputs is inf. Drop or fix that row first.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Batches(Examples(inputs: NDArray([[1], [2]]), targets: NDArray([.nan, 0])), size: 1, seed: 1)
      }, says: "All numbers must be finite; row 0 of the targets is nan.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Batches(.line(count: 3, seed: 1), size: 4, seed: 1)
      }, says: "A batch holds at most 3 examples, all there are; got size 4.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Batches(Examples.line(count: 3, seed: 1).rows([]), size: 4, seed: 1)
      }, says: "A batch expects at least 1 example; got size 4 of 0 examples.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.moons(count: 4, seed: 1).oneHot(classes: 1)
      }, says: "oneHot(classes: 1) expects labels from 0 to 0; label 1 is 1.0.")
  }
}
