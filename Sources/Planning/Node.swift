import Autodiff
import CKernels
import Tensors

/// One computation of a plan before it is put into a step.
struct Node {
  /// What it computes, from `operands` read through their views.
  var kind: Kind
  let operands: [Value]
  let shape: [Int]
  /// The operation of the graph that it stands for.
  let source: Int
  var batch = Batch.whole
  var stage = Stage.start

  var count: Int { shape.reduce(1, *) }

  enum Kind: Hashable {
    /// A parameter, an input, or a constant of several numbers: in memory before the run.
    case leaf(Int)
    /// One number written into the program, whatever the shape; by its bits as a Double, because −0 equals 0 but divides
    /// otherwise.
    case number(bits: UInt64)
    /// Element by element, over operands of the node's shape.
    case elementwise(Elementwise, Double)
    /// The sum or the greatest along the first or the last axes; the shape has those axes no more.
    case fold(Fold, axes: Range<Int>)
    /// The product of the last two axes, one for each position of the axes before. The node's shape is that of the
    /// product with its axes in the given order, which saves transposing it.
    case product(order: [Int])
    /// Each operand at its start along an axis, zeros between.
    case concatenation(axis: Int, starts: [Int])
    /// The sum of products that are sums over examples: they add to the same memory, so nothing is left to do.
    case jointSum
    case rows
    case scatterAdd
    case convolution(KernelKind.ConvolutionPart, ConvolutionGeometry)
    case pool(KernelKind.PoolPart, WindowGeometry)
    /// Random numbers by this seed, and a counter.
    case draw(seed: UInt64)
    /// By the primitive's reference kernel.
    case reference
  }

  enum Fold: Hashable { case sum, max }

  /// Does it work image by image, along the first axis of its operands?
  var worksOnImages: Bool {
    switch kind {
    case .convolution, .pool: true
    default: false
    }
  }

  /// Is it computed in a fused step?
  var isFusible: Bool {
    switch kind {
    case .elementwise, .fold: true
    default: false
    }
  }
}

/// The operations of fused steps, as the kernels number them.
typealias Elementwise = nn_op

extension nn_op: @retroactive Hashable {}

/// How a node's numbers belong to the examples of a batch.
enum Batch: Hashable {
  /// They belong to all examples together.
  case whole
  /// The first axis is the examples', or begins with it: each example has `count / batchSize` numbers in a row.
  case split
  /// A sum over examples: each worker has the sum over its own, and they are added at the end of the segment.
  case partial
}

/// When a node can be computed: whole nodes of a stage, then its batch nodes, which may end in sums; what needs those
/// sums comes a stage later.
struct Stage: Hashable, Comparable {
  var index: Int
  var isBatch: Bool

  static let start = Stage(index: 0, isBatch: false)

  static func < (a: Stage, b: Stage) -> Bool {
    a.index != b.index ? a.index < b.index : !a.isBatch && b.isBatch
  }
}

/// What an operation reads: a node's numbers, through a view.
struct Value: Hashable {
  let node: Int
  var view: View

  var shape: [Int] { view.shape }
}
