import Synchronization

/// A request to stop soon and keep what has been done. Training asks for it before every step; whoever runs a cell
/// sets it, from any thread.
public enum Cancellation {
  private static let flag = Atomic<Bool>(false)

  public static func request() { flag.store(true, ordering: .relaxed) }

  /// Forgets an earlier request: to be called before something new is run.
  public static func reset() { flag.store(false, ordering: .relaxed) }

  public static var isRequested: Bool { flag.load(ordering: .relaxed) }
}
