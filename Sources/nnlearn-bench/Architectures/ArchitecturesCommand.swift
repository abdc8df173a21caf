import Foundation
import Networks

/// `nnlearn bench --architectures [--write] [NAME …]`: the published networks in their full sizes, beside PyTorch.
enum ArchitecturesCommand {
  private static let batches = [1, 8]
  private static let threads = [1, 2]

  static let usage = """
    usage: nnlearn bench --architectures [--write] [NAME …]

    A forward pass of each published network at batches of \(batches.map(String.init).joined(separator: " and ")), beside \
    PyTorch's in turn, and the memory it takes.
    Networks: \(PublishedNetwork.all.map(\.title).joined(separator: "; ")). A name may be a first word.
    --write   put the whole table into Docs/PERFORMANCE.md too
    NNLEARN_BENCH_PEERS=FOLDER[:FOLDER]   Python virtual environments, one of them with torch and torchvision

    """

  static func run(_ words: [String], writes: Bool) throws {
    func isMeant(_ network: PublishedNetwork, by word: String) -> Bool {
      network.title.lowercased().hasPrefix(word.lowercased())
    }
    if let unknown = words.first(where: { word in !PublishedNetwork.all.contains { isMeant($0, by: word) } }) {
      Bench.fail(
        "there is no published network called “\(unknown)”; see nnlearn bench --architectures --help.", code: 64)
    }
    if writes, !words.isEmpty { Bench.fail("--write replaces the whole table: leave out the names.", code: 64) }

    let machine = Machine.current
    let workshop = PeerEnvironments(modules: ["torch"])
    let networks = PublishedNetwork.all.filter { network in words.isEmpty || words.contains { isMeant(network, by: $0) }
    }
    var rows: [ArchitectureRow] = []
    for network in networks {
      Bench.tell("measuring: \(network.title) …")
      for batch in batches {
        for threads in threads {
          let row = ArchitectureRow(network, batch: batch, threads: threads, in: workshop)
          print(row.cells.joined(separator: "  "))
          rows.append(row)
        }
      }
    }
    let markdown = ArchitectureRow.markdown(rows, machine: machine)
    print("\n" + ArchitectureRow.explanation(rows).joined(separator: "\n"))
    if writes { try Page.performance.replace("architectures", with: markdown) }
  }
}
