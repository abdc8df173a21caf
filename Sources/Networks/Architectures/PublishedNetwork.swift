/// A network of a paper in its published size, with its counts: what tests hold it to, and what tables show.
///
/// Parameters are what training changes: running statistics of batch normalisations are left out, which some
/// libraries count. Multiply–accumulates are those of convolutions and dense layers for one image; papers that write
/// "FLOPs" mostly mean these.
public struct PublishedNetwork: Sendable, CustomStringConvertible {
  public let title: String
  public let source: String
  public let parameters: Int
  /// Of `make().input`.
  public let multiplyAccumulates: Int
  public let make: @Sendable () -> Architecture

  init(
    _ title: String, source: String, parameters: Int, multiplyAccumulates: Int,
    _ make: @escaping @Sendable () -> Architecture
  ) {
    self.title = title
    self.source = source
    self.parameters = parameters
    self.multiplyAccumulates = multiplyAccumulates
    self.make = make
  }

  public var description: String { title }

  /// Older ones first.
  public static let all =
    leNets + alexNets + vggs + uNets + resNets + inceptions + denseNets + mobileNetV1s + mobileNetV2s + mobileNetV3s
    + efficientNets
}
