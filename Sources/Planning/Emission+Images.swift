import CKernels
import Tensors

// Convolutions and pooling: steps that work image by image.
extension Emission {
  mutating func convolution(
    _ id: Int, _ node: Node, _ part: Node.ConvolutionPart, _ geometry: ConvolutionGeometry, _ index: Int,
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
    _ node: Node, _ part: Node.ConvolutionPart, _ geometry: ConvolutionGeometry
  ) -> nn_convolution_step {
    let x = part == .inputGradient ? node.shape : node.operands[0].shape
    let w = part == .filterGradient ? node.shape : node.operands[1].shape
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    var step = nn_convolution_step()
    (step.height, step.width, step.channels) = (Int32(x[1]), Int32(x[2]), Int32(x[3]))
    (step.outHeight, step.outWidth) = (Int32(vertical.positions), Int32(horizontal.positions))
    step.filters = Int32(w[3])
    (step.kernelHeight, step.kernelWidth) = (Int32(vertical.window), Int32(horizontal.window))
    (step.strideY, step.strideX) = (Int32(vertical.stride), Int32(horizontal.stride))
    (step.padTop, step.padLeft) = (Int32(vertical.paddingBefore), Int32(horizontal.paddingBefore))
    (step.dilationY, step.dilationX) = (Int32(vertical.dilation), Int32(horizontal.dilation))
    step.groups = Int32(geometry.groups)
    return step
  }

  mutating func pool(
    _ id: Int, _ node: Node, _ part: Node.PoolPart, _ window: WindowGeometry, _ index: Int, _ segment: Segment
  ) {
    let x = node.operands[0].shape
    var step = nn_pool_step()
    (step.height, step.width, step.channels) = (Int32(x[1]), Int32(x[2]), Int32(x[3]))
    (step.outHeight, step.outWidth) = (Int32(window.vertical.positions), Int32(window.horizontal.positions))
    (step.windowHeight, step.windowWidth) = (Int32(window.vertical.window), Int32(window.horizontal.window))
    (step.strideY, step.strideX) = (Int32(window.vertical.stride), Int32(window.horizontal.stride))
    (step.padTop, step.padLeft) = (Int32(window.vertical.paddingBefore), Int32(window.horizontal.paddingBefore))
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
