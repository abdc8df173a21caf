import CKernels
import Tensors

/// Which compiled kernel computes a primitive. Every executor goes over the cases with an exhaustive `switch`: a new case
/// does not compile until all of them know it.
package enum KernelKind: Sendable {
  /// Numbers that are in place before a run.
  case leaf
  /// Element by element, by this function of the kernels; a number among the attributes is handed to it.
  case elementwise(nn_op)
  /// The numbers of this operand as they are, in its shape or another of the same count.
  case same(operand: Int)
  /// Axes folded away, as `Attributes.axes` says.
  case fold(Reduction)
  /// The products of matrices of the last two axes.
  case product
  case convolution(ConvolutionPart)
  case pool(PoolPart)
  /// The operand's numbers read in another order, or more than once: nothing is computed.
  case view(ViewPart)
  /// The operand at its place along an axis, zeros around it.
  case pad
  case concatenate
  case gatherRows
  case scatterRows
  case draw
  /// By the primitive's own naive kernel, in every executor: for what is rare and adds nothing up.
  case loop

  package enum ConvolutionPart: Hashable, Sendable { case forward, inputGradient, filterGradient }
  package enum PoolPart: Hashable, Sendable { case forward, gradient }
  package enum ViewPart: Sendable { case transpose, broadcast, slice }
}
