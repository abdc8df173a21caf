/// One piece of work that this project, a floor in C and the peers do from the same numbers in the same order.
struct PeerWorkload: Sendable {
  let name: String
  let what: String
  /// What is timed.
  let unit: String
  /// What a right program ends with.
  let loss: Double
  /// The file that holds its floor, floor_….c; nil: none is written.
  let floor: String?
  /// What is made in the time, where a number a second says more than the time.
  var made: (count: Int, name: String)?

  /// How far from `loss` a program may end and count as having done the same work: rounding grows over a thousand steps,
  /// and Keras adds Adam's ε at another place.
  static let tolerance = 0.02

  func isRight(_ loss: Double) -> Bool { abs(loss - self.loss) <= Self.tolerance * self.loss }

  private static let first = [
    PeerWorkload(
      name: "W1", what: "2-16-16-1 on 100 moons, hinge loss, gradient descent", unit: "20 steps",
      loss: 0.18247, floor: "dense"),
    PeerWorkload(
      name: "W2", what: "2-16-16-1 on 200 moons, tanh, full batch, Adam", unit: "1,000 steps",
      loss: 0.000376, floor: "dense"),
    PeerWorkload(
      name: "W3", what: "64-128-64-10 on digits, ReLU, batch 32, Adam", unit: "an epoch of 44 steps",
      loss: 0.03886, floor: "dense"),
    PeerWorkload(
      name: "W4", what: "two convolutions 3 × 3 on digits 8 × 8, batch 32, Adam", unit: "an epoch of 44 steps",
      loss: 0.1393, floor: "convolution"),
    PeerWorkload(
      name: "W4b", what: "two convolutions 5 × 5 on 4,096 images 28 × 28, batch 64, Adam", unit: "an epoch of 64 steps",
      loss: 2.3025, floor: "convolution"),
    PeerWorkload(
      name: "W5", what: "LSTM of 64 cells over 8 × 8 features, batch 32, Adam", unit: "an epoch of 44 steps",
      loss: 0.6598, floor: "lstm"),
    PeerWorkload(
      name: "W6", what: "Transformer, width 64, 4 heads, 2 blocks, length 64, batch 32, Adam", unit: "50 steps",
      loss: 4.851, floor: "transformer"),
    PeerWorkload(
      name: "W7", what: "product of two 1024 × 1024 matrices", unit: "a product", loss: 256.1546, floor: "product"),
  ]

  private static let later = [
    PeerWorkload(
      name: "W9", what: "GRU of 64 cells over 32 steps of 8 features, batch 32, Adam", unit: "an epoch of 44 steps",
      loss: 0.17115, floor: "gru"),
    PeerWorkload(
      name: "W10", what: "LSTM of 64 cells in both directions over 32 steps of 8 features, batch 32, Adam",
      unit: "an epoch of 44 steps", loss: 1.012, floor: nil),
    PeerWorkload(
      name: "W11",
      what: "ResNet of three stages (16, 32, 64 filters), batch norm, images 32 × 32 × 3, batch 32, Adam",
      unit: "16 steps", loss: 1.153, floor: nil),
    PeerWorkload(
      name: "W12", what: "MobileNetV2 without dropout, images 96 × 96 × 3, batch 8, Adam", unit: "4 steps",
      loss: 2.181, floor: nil),
    PeerWorkload(
      name: "W13",
      what:
        "causal Transformer of width 256, 8 heads, 4 blocks, 512 tokens, which writes 224 after 32 with a key–value "
        + "cache, the likeliest each time; the loss is the written text's",
      unit: "224 tokens", loss: 0.60184, floor: nil, made: (224, "tokens")),
  ]

  static let all = first + later
}
