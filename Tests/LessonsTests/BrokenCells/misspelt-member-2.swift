// compile: misspelt-member at 6:13
struct Layer {
  var weights: [Double]
  func forward(_ x: Double) -> Double { weights[0] * x }
}
let layer = Layer(weights: [1])
print(layer.forwrad(2))
