import Autodiff
import Foundation
import Insight
import Networks
import Tensors
import Testing

@Suite struct DirectionTests {
  /// Every number of every layer's direction against loops: drawn in order, then scaled filter by filter.
  @Test(arguments: LayerKind.all.flatMap { kind in kind.samples.indices.map { (kind.name, $0) } })
  func filtersAreScaledToTheWeights(_ name: String, _ sample: Int) throws {
    let kind = try #require(LayerKind.all.first { $0.name == name })
    for type in ElementType.allCases {
      var random = RandomSource(seed: 2)
      let model = kind.samples[sample].layer(type, using: &random)
      guard model.parameters.contains(where: { $0.shape.rank >= 2 }) else { continue }
      for normalization in Direction.Normalization.allCases {
        let direction = Direction.random(for: model, seed: 9, normalization: normalization)
        #expect(direction.arrays.map(\.shape) == model.parameters.map(\.shape))
        var source = RandomSource(seed: 9)
        for (parameter, array) in zip(model.parameters, direction.arrays) {
          let drawn = (0..<parameter.shape.count).map { _ in source.normal() }
          expectClose(array.doubles, scaled(drawn, to: parameter.value, normalization), 1e-12, parameter.name)
        }
        #expect(Direction.random(for: model, seed: 9, normalization: normalization).arrays == direction.arrays)
        #expect(Direction.random(for: model, seed: 8, normalization: normalization).arrays != direction.arrays)
      }
    }
  }

  private func scaled(_ drawn: [Double], to weights: NDArray, _ normalization: Direction.Normalization) -> [Double] {
    guard normalization != .none else { return drawn }
    guard weights.shape.rank >= 2 else { return drawn.map { _ in 0 } }
    let filters = normalization == .filter ? weights.shape.sizes.last! : 1
    var result = drawn
    for filter in 0..<filters {
      let own = (0..<drawn.count).filter { position in
        filters == 1 || weights.shape.index(at: position).last! == filter
      }
      let length = own.reduce(0) { $0 + weights[at: $1] * weights[at: $1] }.squareRoot()
      let drawnLength = own.reduce(0) { $0 + drawn[$1] * drawn[$1] }.squareRoot()
      for position in own { result[position] = drawn[position] / drawnLength * length }
    }
    return result
  }

  /// A network whose layers are scaled against each other computes the same, and has the same normalised landscape.
  @Test func aScaledNetworkHasTheSameDirections() {
    var random = RandomSource(seed: 1)
    let (first, second) = (NDArray.normal([3, 5], using: &random), NDArray.normal([5, 2], using: &random))
    func times(_ array: NDArray, _ factor: Double) -> NDArray {
      NDArray(array.doubles.map { $0 * factor }, shape: array.shape)
    }
    let network = Weights([first, second])
    let scaled = Weights([times(first, 8), times(second, 0.125)])
    let (a, b) = (Direction.random(for: network, seed: 1), Direction.random(for: scaled, seed: 1))
    expectClose(a.arrays[0].doubles.map { $0 * 8 }, b.arrays[0].doubles, 1e-12)
    expectClose(a.arrays[1].doubles.map { $0 * 0.125 }, b.arrays[1].doubles, 1e-12)
  }

  /// A filter of zeros stays where it is.
  @Test func unitsThatAreZeroDoNotMove() {
    let direction = Direction.random(for: Weights([NDArray([[0, 3], [0, 4]])]), seed: 1)
    let d = direction.arrays[0]
    #expect(d[0, 0] == 0 && d[1, 0] == 0 && abs(d[0, 1] * d[0, 1] + d[1, 1] * d[1, 1] - 25) < 1e-12)
    #expect(abs(direction.length - 5) < 1e-12)
  }

  @Test func fromOnePointToAnother() {
    let (a, b) = (Weights([NDArray([1, 2]), NDArray([[3]])]), Weights([NDArray([2, 0]), NDArray([[5]])]))
    let direction = Direction(from: a, to: b)
    #expect(direction.arrays.map(\.doubles) == [[1, -2], [2]] && direction.length == 3)
    #expect(a.distance(to: b) == 3 && b.distance(to: a) == 3 && a.count == 3)
    #expect(a.moved(along: (direction, 1)) == b && a.moved(along: (direction, 0)) == a)
    #expect(a.interpolated(to: b, share: 1) == b && a.interpolated(to: b, share: 0) == a)
    #expect(a.interpolated(to: b, share: 0.5).parameters.map(\.doubles) == [[1.5, 1], [4]])
    #expect(a.moved(along: (direction, 1), (direction, -2)).parameters.map(\.doubles) == [[0, 4], [1]])
  }
}
