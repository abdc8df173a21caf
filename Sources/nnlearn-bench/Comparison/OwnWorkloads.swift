/// This project's part in a workload, and how many epochs it trains to the final loss.
func ownWorkload(_ name: String, _ data: PeerData, threads: Int) throws -> (workload: any Workload, epochs: Int)? {
  nil
}
