import Foundation
import Tensors
import Testing

@Suite struct NDArrayTests {
  /// Row-major order by counting, without strides.
  @Test func offsetsCountRowMajor() {
    let shape: Shape = [2, 3, 4]
    var position = 0
    for i in 0..<2 {
      for j in 0..<3 {
        for k in 0..<4 {
          #expect(shape.offset(of: [i, j, k]) == position && shape.index(at: position) == [i, j, k])
          position += 1
        }
      }
    }
    #expect(shape.strides == [12, 4, 1])
    for outside in [[2, 0, 0], [0, 3, 0], [0, 0, 4], [-1, 0, 0], [0, 0], [0, 0, 0, 0]] {
      #expect(shape.offset(of: outside) == nil)
    }
    #expect(Shape([]).count == 1 && Shape([]).offset(of: []) == 0 && Shape([3, 0]).count == 0)
  }

  /// NumPy's rule over all pairs of 39 shapes.
  @Test func broadcasting() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/broadcasting.json")
    let rows = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[Any]])
    #expect(rows.count > 1000)
    for row in rows {
      let (a, b) = (Shape(try #require(row[0] as? [Int])), Shape(try #require(row[1] as? [Int])))
      #expect(a.broadcast(with: b) == (row[2] as? [Int]).map(Shape.init), "\(a) with \(b)")
    }
  }

  @Test func printing() {
    #expect("\(NDArray([[1, -0.5], [3, .nan]]))" == "[[1, −0.5], [3, nan]]")
    #expect(NDArray([[1, -0.5], [3, .nan]]).fullText == "[[1.0, -0.5], [3.0, nan]]")
    #expect("\(NDArray(scalar: 2))" == "2")
    #expect("\(NDArray([], shape: [2, 0]))" == "[[], []]")
    #expect("\(Shape([32, 4]))" == "[32, 4]")
  }

  @Test func float32IsRoundedOnce() {
    #expect(NDArray([0.1])[at: 0] == Double(Float(0.1)) && NDArray([0.1], type: .float64)[at: 0] == 0.1)
    #expect(NDArray([0.1]).converted(to: .float64).converted(to: .float32) == NDArray([0.1]))
  }

  @Test func equalNumbersAndSameBits() {
    let (nan, zero, minus) = (NDArray(scalar: .nan), NDArray(scalar: 0), NDArray(scalar: -0.0))
    #expect(nan != nan && nan.hasSameBits(as: nan))
    #expect(zero == minus && !zero.hasSameBits(as: minus))
    #expect(NDArray([1, 2]) != NDArray([[1, 2]]) && NDArray([1]) != NDArray([1], type: .float64))
  }

  @Test func aCopyIsIndependent() {
    let original = NDArray([[1, 2], [3, 4]])
    var copy = original
    copy[1, 0] = 9
    #expect(original[1, 0] == 3 && copy == NDArray([[1, 2], [9, 4]]))
  }

  @Test func rows() {
    #expect(NDArray([[1, 2], [3, 4], [5, 6]]).rows([2, 0, 2]) == NDArray([[5, 6], [1, 2], [5, 6]]))
    #expect(NDArray([1, 2]).rows([]).shape == [0])
  }

  @Test func misuseEndsWithASentence() async {
    await #expect(processExitsWith: .failure) { _ = NDArray([1, 2], shape: [3]) }
    await #expect(processExitsWith: .failure) { _ = NDArray([1, 2])[2] }
    await #expect(processExitsWith: .failure) { _ = NDArray([1, 2]).scalar }
    await #expect(processExitsWith: .failure) { _ = NDArray([1, 2]).reshaped([3]) }
  }

  /// Not only that it ends: what the sentence is made of must still be there.
  @Test func theSentenceSaysWhatCame() async {
    func says(_ result: ExitTest.Result?, _ sentence: String) -> Bool {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(sentence)
    }
    let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = NDArray([1, 2], shape: [3])
    }
    #expect(says(count, "NDArray of shape [3] expects 3 numbers; got 2."))
    let below = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = NDArray(repeating: 1, shape: [2, -1])
    }
    #expect(says(below, "a shape expects sizes of 0 or above; got [2, -1]."))
    let large = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = NDArray(repeating: 1, shape: [1 << 40, 1 << 40])
    }
    #expect(says(large, "which no memory holds"))
    let outside = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = NDArray([1, 2])[at: 7]
    }
    #expect(says(outside, "The position in [2] must be from 0 to 1; got 7."))
  }

  @Test func matricesStandOneBehindTheOther() async {
    let batch = NDArray([[[1], [2], [3]], [[4], [5], [6.5]]])
    #expect(batch.shape == [2, 3, 1] && batch.doubles == [1, 2, 3, 4, 5, 6.5])
    let uneven = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = NDArray([[[1], [2]], [[3, 4], [5]]])
    }
    let text = String(decoding: uneven?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("Every matrix must have 2 rows of 1 numbers, like matrix 0; matrix 1 has [2, 1]."))
    await #expect(processExitsWith: .failure) { _ = NDArray([[[1], [2]], [[3]]]) }
  }
}
