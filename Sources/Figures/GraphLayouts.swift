import CGraphviz
import Display
import Foundation
import Synchronization

/// Lays structures out with Graphviz and remembers the answers, by content: in memory, and between runs in `folder`.
///
/// Graphviz can be slow beyond measure and cannot be interrupted, so it runs in a child process with a limit; what did
/// not work is remembered too. A structure's estimated cost is compared with `budget` first, so that the same graph
/// gives the same figure on slow and fast machines.
public final class GraphLayouts: Sendable {
  public struct Limits: Sendable, Equatable {
    /// Estimated cost, `GraphStructure.cost`, beyond which a graph is folded; 10,000 take about half a second.
    public var budget = 10_000
    /// Seconds of processor time for one attempt.
    public var processorSeconds = 2.0
    /// Seconds of waiting, on a busy machine, for one attempt.
    public var waitingSeconds = 8.0

    public init() {}
  }

  enum Failure: Error, Equatable { case tooSlow, noEngine, failed }

  /// Used where the caller keeps none of its own. Only a memory of layouts: it never changes what is drawn.
  public static let shared = GraphLayouts()

  let limits: Limits
  private let folder: URL?
  private let pluginFolder: String?
  private let known = Mutex<[GraphStructure: Result<GraphLayout, Failure>]>([:])
  private static let capacity = 200

  /// - Parameters:
  ///   - folder: where layouts are kept between runs; it is made when missing, and may be deleted at any time.
  ///   - pluginFolder: Graphviz plug-ins from elsewhere than the system's place.
  public init(limits: Limits = Limits(), folder: URL? = nil, pluginFolder: String? = nil) {
    self.limits = limits
    self.folder = folder
    self.pluginFolder = pluginFolder
  }

  func layout(of structure: GraphStructure) -> Result<GraphLayout, Failure> {
    if let result = known.withLock({ $0[structure] }) { return result }
    let result = stored(structure) ?? computed(structure)
    known.withLock {
      if $0.count >= Self.capacity { $0.removeAll() }
      $0[structure] = result
    }
    return result
  }

  private func computed(_ structure: GraphStructure) -> Result<GraphLayout, Failure> {
    let (status, reply) = structure.askGraphviz(limits: limits, pluginFolder: pluginFolder)
    switch status {
    case CGraphLayoutAbandoned: return .failure(.tooSlow)
    case CGraphLayoutNoEngine: return .failure(.noEngine)
    case CGraphLayoutDone:
      guard let layout = GraphLayout(reply: reply, for: structure) else { return .failure(.failed) }
      store(reply, for: structure)
      return .success(layout)
    default: return .failure(.failed)
    }
  }

  // A file holds the structure as numbers and the reply; one that is damaged or of another structure is ignored.

  private func file(for key: [Double]) -> URL? {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for number in key { hash = (hash ^ number.bitPattern) &* 0x100_0000_01b3 ^ (hash >> 29) }
    return folder?.appending(path: "graph-layout-\(String(hash, radix: 16))")
  }

  private func stored(_ structure: GraphStructure) -> Result<GraphLayout, Failure>? {
    let key = structure.numbers
    guard let file = file(for: key), let data = try? Data(contentsOf: file), data.count % 8 == 0 else { return nil }
    let numbers = data.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map {
        Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)))
      }
    }
    guard numbers.starts(with: key) else { return nil }
    return GraphLayout(reply: Array(numbers.dropFirst(key.count)), for: structure).map { .success($0) }
  }

  private func store(_ reply: [Double], for structure: GraphStructure) {
    let key = structure.numbers
    guard let folder, let file = file(for: key) else { return }
    var data = Data(capacity: (key.count + reply.count) * 8)
    for number in key + reply { withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? data.write(to: file, options: .atomic)
  }
}

extension GraphStructure {
  /// From this cost on, Graphviz is told to hurry.
  static let hurriedCost = 2_000

  /// Everything in order, for comparing with what is on disk.
  var numbers: [Double] {
    var result = [2, Double(nodes.count), Double(clusters.count), Double(edges.count)]
    result.append(direction == .leftToRight ? 1 : 0)
    result += [Self.nodeSeparation, Self.rankSeparation, Self.clusterMargin, Self.clusterTitleHeight]
    for node in nodes { result += [node.width, node.height, Double(node.cluster ?? -1)] }
    for cluster in clusters { result += [Double(cluster.parent ?? -1), cluster.titleWidth] }
    for edge in edges { result += [Double(edge.from), Double(edge.to)] }
    return result
  }

  fileprivate func askGraphviz(
    limits: GraphLayouts.Limits, pluginFolder: String?
  ) -> (status: CGraphLayoutStatus, reply: [Double]) {
    let nodes = nodes.map { CGraphNode(width: $0.width, height: $0.height, cluster: Int32($0.cluster ?? -1)) }
    let clusters = clusters.map { CGraphCluster(parent: Int32($0.parent ?? -1), title_width: $0.titleWidth) }
    let edges = edges.map { CGraphEdge(tail: Int32($0.from), head: Int32($0.to)) }
    let options = CGraphOptions(
      node_separation: Self.nodeSeparation, rank_separation: Self.rankSeparation, cluster_margin: Self.clusterMargin,
      cluster_title_height: Self.clusterTitleHeight, is_left_to_right: direction == .leftToRight ? 1 : 0,
      is_hurried: cost > Self.hurriedCost ? 1 : 0, processor_seconds: limits.processorSeconds,
      waiting_seconds: limits.waitingSeconds)
    var reply: UnsafeMutablePointer<Double>?
    var count = 0
    let status = CGraphLayout(
      nodes, Int32(nodes.count), clusters, Int32(clusters.count), edges, Int32(edges.count), options, pluginFolder,
      &reply, &count)
    defer { free(reply) }
    return (status, Array(UnsafeBufferPointer(start: reply, count: count)))
  }
}
