import CKernels
import Tensors

// Steps as the kernels read them, but for where their operands lie.

extension ElementType {
  /// The kernels for numbers of this type.
  package var kernels: nn_arithmetic { self == .float32 ? nn_float32 : nn_float64 }

  /// As the kernels number the types.
  package var native: Int32 { Int32(self == .float32 ? NN_FLOAT32 : NN_FLOAT64) }
}

extension nn_matrix_step {
  /// a · b for the last two axes, as both lie; one product, its result nowhere yet.
  package init(_ a: View, _ b: View) {
    self.init()
    (m, k) = (Int64(a.shape[a.rank - 2]), Int64(a.shape[a.rank - 1]))
    n = Int64(b.shape[b.rank - 1])
    (aRow, aColumn) = a.matrixStrides
    (bRow, bColumn) = b.matrixStrides
    (outer1, outer2) = (1, 1)
  }
}

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
