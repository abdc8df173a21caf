import Autodiff
import Tensors

// Convolution and pooling by their definitions, searched for rather than walked through.

func groups(_ attributes: Attributes) -> Int {
  guard case .convolution(let geometry) = attributes else { return 0 }
  return geometry.groups
}

/// Does pixel p lie under place r of a window at position i?
private func meets(_ axis: WindowAxis, pixel: Int, place: Int, position: Int) -> Bool {
  pixel + axis.paddingBefore == position * axis.stride + place * axis.dilation
}

/// The sum of the products x · w, x · z or w · z (whichever two are given) over all x, w, z that belong together and that
/// are asked for.
func products(
  _ attributes: Attributes, _ x: NDArray?, _ w: NDArray?, _ z: NDArray?, channels: Int? = nil,
  where wanted: ([Int], [Int], [Int]) -> Bool
) -> Double {
  guard case .convolution(let g) = attributes else { return .nan }
  let channels = channels ?? x!.shape[3]
  let filters = w?.shape[3] ?? z!.shape[3]
  let images = x?.shape[0] ?? z!.shape[0]
  let xShape: Shape = [images, g.vertical.size, g.horizontal.size, channels]
  let wShape: Shape = [g.vertical.window, g.horizontal.window, channels / g.groups, filters]
  let zShape: Shape = [images, g.vertical.positions, g.horizontal.positions, filters]
  var total = 0.0
  for i in (0..<xShape.count).map({ xShape.index(at: $0) }) {
    for k in (0..<zShape.count).map({ zShape.index(at: $0) }) where k[0] == i[0] {
      for j in (0..<wShape.count).map({ wShape.index(at: $0) }) where j[3] == k[3] && wanted(i, j, k) {
        let group = j[3] * g.groups / filters
        guard i[3] == group * channels / g.groups + j[2],
          meets(g.vertical, pixel: i[1], place: j[0], position: k[1]),
          meets(g.horizontal, pixel: i[2], place: j[1], position: k[2])
        else { continue }
        let factors = [x.map { $0[at: $0.shape.offset(of: i)!] }, w.map { $0[at: $0.shape.offset(of: j)!] }]
        let result = z.map { $0[at: $0.shape.offset(of: k)!] }
        total += (factors + [result]).compactMap { $0 }.reduce(1, *)
      }
    }
  }
  return total
}

/// Where x is the largest of the window at a position; of equals, the first row by row.
func winner(_ attributes: Attributes, _ x: NDArray, _ position: [Int]) -> [Int] {
  guard case .window(let window) = attributes else { return [] }
  var best: [Int]?
  for index in (0..<x.count).map({ x.shape.index(at: $0) }) where index[0] == position[0] && index[3] == position[3] {
    let isUnder = (0..<window.vertical.window).contains { r in
      (0..<window.horizontal.window).contains { s in
        meets(window.vertical, pixel: index[1], place: r, position: position[1])
          && meets(window.horizontal, pixel: index[2], place: s, position: position[2])
      }
    }
    guard isUnder else { continue }
    if best == nil || x[at: x.shape.offset(of: index)!] > x[at: x.shape.offset(of: best!)!] { best = index }
  }
  return best ?? []
}
