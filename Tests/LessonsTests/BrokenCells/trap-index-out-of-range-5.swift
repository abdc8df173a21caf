// trap: index-out-of-range at 3:46
struct Layer {
  var weights: [Double]
  mutating func nudge(_ i: Int) { weights[i] += 1 }
}
var layer = Layer(weights: [])
layer.nudge(0)
