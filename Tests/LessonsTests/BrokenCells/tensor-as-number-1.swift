// compile: tensor-as-number at 3:17
import Foundation
let t = Tensor(NDArray([1, 2]))
let d: Double = t
