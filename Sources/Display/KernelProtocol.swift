/// What the lesson side asks of the kernel: one JSON line each, answered before the next is sent.
package enum KernelRequest: Codable, Sendable, Equatable {
  /// Loads `library` and calls its function `entry`; steppers that it shows are numbered from `firstStepper`, and what it
  /// draws without a source is drawn by `seed`.
  case run(library: String, entry: String, firstStepper: Int, seed: UInt64)
  /// Goes back to the state in which `depth` snapshots were kept.
  case rollBack(depth: Int)
  case step(id: Int, command: StepCommand, extent: StepExtent)
}

/// What the kernel answers, in order.
package enum KernelReply: Codable, Sendable, Equatable {
  /// Waiting for requests, with `depth` snapshots below it.
  case ready(depth: Int)
  /// The cell's code starts; `process` runs it.
  case started(process: Int32, depth: Int)
  /// `mark` is this output's number in the stream of printed text.
  case output(mark: Int, Output)
  case finished(mark: Int)
  /// The library did not load; the loader's words.
  case notLoaded(String)
  /// The process that ran the cell is gone (a wait status as of wait(2)); the state before it lives on.
  case died(status: Int32, depth: Int)
  case stepped(StepView)
  case refused(Diagnostic)
}

/// How marks are written into the stream of printed text, so that shown values keep their place in it.
package enum KernelMark {
  package static func text(_ mark: Int, secret: String) -> String { "\u{1E}\(secret):\(mark)\u{1E}" }

  /// How every mark begins.
  package static func start(secret: String) -> String { "\u{1E}\(secret):" }

  /// The letters of marks that give bytes of standard error their place; their number and "\u{1E}" follow.
  package static let errors = UInt8(ascii: "e")
  /// As a runtime writes them when a program fails.
  package static let lastWords = UInt8(ascii: "w")
}

/// File descriptors and names both sides agree on.
package enum KernelPlaces {
  package static let requests: Int32 = 3
  package static let replies: Int32 = 4
  package static let crashes: Int32 = 5
  /// What cells read.
  package static let reads: Int32 = 6
  /// How far apart the numbers of two cells' steppers start.
  package static let steppersPerCell = 1000
  package static let entryPoint = "nnlearn_kernel_main"
}
