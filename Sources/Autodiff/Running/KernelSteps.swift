import CKernels
import Tensors

// Steps as the kernels read them, but for where their operands lie.

extension nn_convolution_step {
  package init(_ geometry: ConvolutionGeometry, channels: Int, filters: Int) {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    self.init()
    (height, width, self.channels) = (Int32(vertical.size), Int32(horizontal.size), Int32(channels))
    (outHeight, outWidth, self.filters) = (Int32(vertical.positions), Int32(horizontal.positions), Int32(filters))
    (kernelHeight, kernelWidth) = (Int32(vertical.window), Int32(horizontal.window))
    (strideY, strideX) = (Int32(vertical.stride), Int32(horizontal.stride))
    (padTop, padLeft) = (Int32(vertical.paddingBefore), Int32(horizontal.paddingBefore))
    (dilationY, dilationX) = (Int32(vertical.dilation), Int32(horizontal.dilation))
    groups = Int32(geometry.groups)
  }
}

extension nn_pool_step {
  package init(_ window: WindowGeometry, channels: Int) {
    let (vertical, horizontal) = (window.vertical, window.horizontal)
    self.init()
    (height, width, self.channels) = (Int32(vertical.size), Int32(horizontal.size), Int32(channels))
    (outHeight, outWidth) = (Int32(vertical.positions), Int32(horizontal.positions))
    (windowHeight, windowWidth) = (Int32(vertical.window), Int32(horizontal.window))
    (strideY, strideX) = (Int32(vertical.stride), Int32(horizontal.stride))
    (padTop, padLeft) = (Int32(vertical.paddingBefore), Int32(horizontal.paddingBefore))
  }
}
