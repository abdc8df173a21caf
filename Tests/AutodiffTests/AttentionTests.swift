import Autodiff
import Networks
import Tensors
import Testing

/// Attention and Transformers against a public framework, every element.
@Suite struct AttentionTests {
  static let cases: [String: @Sendable (SequenceLayerTests.Arrays) -> SequenceLayerTests.Built] = [:]
}
