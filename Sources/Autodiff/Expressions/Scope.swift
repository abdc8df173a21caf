import CCallSite

/// The phases of one training step, in order. A value is never in an earlier phase than what it is made from.
public enum TrainingPhase: Int, Codable, Sendable, CaseIterable, Comparable, CustomStringConvertible {
  case data, forward, loss, backward, clip, update, evaluate

  public static func < (a: TrainingPhase, b: TrainingPhase) -> Bool { a.rawValue < b.rawValue }
  public var description: String {
    switch self {
    case .data: "data"
    case .forward: "forward"
    case .loss: "loss"
    case .backward: "backward"
    case .clip: "clip"
    case .update: "update"
    case .evaluate: "evaluate"
    }
  }
}

/// Where operations are being built: their module path, their phase and, in a backward pass, the forward operation
/// that they differentiate. A label on what is built, nothing more; each thread has its own.
final class Scope {
  let module: [String]
  let phase: TrainingPhase
  /// Changes while a backward pass goes from operation to operation.
  var origin: Origin?

  init(module: [String], phase: TrainingPhase, origin: Origin?) {
    self.module = module
    self.phase = phase
    self.origin = origin
  }

  static let outermost = Scope(module: [], phase: .forward, origin: nil)

  static var current: Scope {
    guard let pointer = nn_scope() else { return outermost }
    return Unmanaged<Scope>.fromOpaque(pointer).takeUnretainedValue()
  }

  func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    let outer = nn_scope()
    nn_set_scope(Unmanaged.passUnretained(self).toOpaque())
    defer { nn_set_scope(outer) }
    return try withExtendedLifetime(self) { try body() }
  }
}

extension Scope: @unchecked Sendable {}

/// Labels everything built in `body` as part of `name`: graphs box it, steppers step over it.
///
///     let hidden = module("hidden") { tanh(x.matmul(w1) + b1) }
public func module<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
  let outer = Scope.current
  return try Scope(module: outer.module + [name], phase: outer.phase, origin: outer.origin).run(body)
}

/// Builds everything in `body` in the given phase of the training step.
public func phase<Result>(_ phase: TrainingPhase, _ body: () throws -> Result) rethrows -> Result {
  let outer = Scope.current
  return try Scope(module: outer.module, phase: phase, origin: outer.origin).run(body)
}
