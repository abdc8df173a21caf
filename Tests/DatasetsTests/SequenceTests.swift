import Datasets
import Tensors
import Testing

@Suite struct SequenceTests {
  @Test func marksTellTheLengths() throws {
    let vowels = try Dataset.japaneseVowels.sequences(.test)
    let (marked, plain) = (vowels.padded(marked: true).inputs, vowels.padded().inputs)
    #expect(marked.shape == [370, 29, 13] && plain.shape == [370, 29, 12])
    for row in 0..<vowels.count {
      let marks = (0..<29).map { marked[row, $0, 12] }
      let length = Int(vowels.lengths[row])
      #expect(marks == (0..<29).map { $0 < length ? 1 : 0 })
      for moment in 0..<29 {
        for channel in 0..<12 {
          #expect(marked[row, moment, channel] == plain[row, moment, channel])
          #expect(plain[row, moment, channel] == (moment < length ? vowels.values[row][moment, channel] : 0))
        }
      }
    }
    let cut = vowels.padded(length: 5, marked: true).inputs
    #expect(cut.shape == [370, 5, 13] && cut[369, 4, 12] == 1)
  }

  @Test func meansAndDeviationsKnowNoOrder() {
    let one = Sequences([NDArray([[1, 5], [3, 5], [8, 5]]), NDArray([[2, 0]])], classes: [1, 0])
    let other = Sequences([NDArray([[8, 5], [1, 5], [3, 5]]), NDArray([[2, 0]])], classes: [1, 0])
    let examples = one.meansAndDeviations()
    #expect(examples == other.meansAndDeviations() && examples.targets == NDArray([1, 0]))
    let expected = [4, 5, (26.0 / 3).squareRoot(), 0, 2, 0, 0, 0]
    for (a, b) in zip(examples.inputs.doubles, expected) { #expect(abs(a - b) < 1e-6) }
  }
}
