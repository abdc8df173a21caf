import Autodiff
import CKernels
import Tensors

// Convolutions and pooling: steps that work image by image.
extension Emission {
  mutating func convolution(
    _ id: Int, _ node: Node, _ part: KernelKind.ConvolutionPart, _ geometry: ConvolutionGeometry, _ index: Int,
    _ segment: Segment
  ) {
    var step = Self.convolutionStep(node, part, geometry)
    func operand(_ i: Int, perImage: Bool) -> nn_place {
      place(node.operands[i], physical(node.operands[i]), axis: perImage ? 0 : nil, examples: segment.extent)
    }
    let result = target(id, result(id), axis: part == .filterGradient ? nil : 0, examples: segment.extent)
    step.scratch = nn_place(space: Int32(NN_LOCAL), offset: Int64(memory.scratch), perExample: 0)
    switch part {
    case .forward:
      (step.x, step.w, step.y) = (operand(0, perImage: true), operand(1, perImage: false), result)
      call(kernels.convolutionForward, step, index: index)
    case .inputGradient:
      (step.y, step.w, step.x) = (operand(0, perImage: true), operand(1, perImage: false), result)
      call(kernels.convolutionInputGradient, step, index: index)
    case .filterGradient:
      (step.x, step.y, step.w) = (operand(0, perImage: true), operand(1, perImage: true), result)
      call(kernels.convolutionFilterGradient, step, index: index)
    }
  }

  /// How many numbers of scratch memory a worker needs for the node.
  static func scratch(_ node: Node, _ kernels: nn_arithmetic) -> Int {
    switch node.kind {
    case .convolution(let part, let geometry):
      var step = convolutionStep(node, part, geometry)
      return Int(kernels.convolutionScratch(&step))
    case .product:
      let (x, w) = (node.operands[0].shape, node.operands[1].shape)
      return Int(kernels.matrixScratch(Int64(x[x.count - 2]), Int64(w[w.count - 1]), Int64(x[x.count - 1])))
    default: return 0
    }
  }

  private static func convolutionStep(
    _ node: Node, _ part: KernelKind.ConvolutionPart, _ geometry: ConvolutionGeometry
  ) -> nn_convolution_step {
    let x = part == .inputGradient ? node.shape : node.operands[0].shape
    let w = part == .filterGradient ? node.shape : node.operands[1].shape
    return nn_convolution_step(geometry, channels: x[3], filters: w[3])
  }

  mutating func pool(
    _ id: Int, _ node: Node, _ part: KernelKind.PoolPart, _ window: WindowGeometry, _ index: Int, _ segment: Segment
  ) {
    var step = nn_pool_step(window, channels: node.operands[0].shape[3])
    let places = node.operands.map { place($0, physical($0), axis: 0, examples: segment.extent) }
    let result = target(id, result(id), axis: 0, examples: segment.extent)
    step.x = places[0]
    switch part {
    case .forward:
      step.y = result
      call(kernels.maxPoolForward, step, index: index)
    case .gradient:
      (step.dy, step.dx) = (places[1], result)
      call(kernels.maxPoolGradient, step, index: index)
    }
  }
}
