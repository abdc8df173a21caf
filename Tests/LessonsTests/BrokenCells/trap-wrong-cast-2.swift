// trap: wrong-cast at 4:19
class Layer {}
class Dense: Layer {}
let layer: Layer = Layer()
let dense = layer as! Dense
