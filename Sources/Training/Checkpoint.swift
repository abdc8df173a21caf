import Autodiff
import Datasets
import Foundation
import Tensors

/// Keeps a training on disk as it goes, and goes on from there when it is run again after it was ended, at any moment and
/// by whatever: with the same bits as if it had never been ended.
///
///     train(model, …, checkpoint: Checkpoint("fit.safetensors"))
///
/// The file is written whole or not at all. It is a safetensors file: Python reads the model's weights from it by their
/// names, and the losses.
public struct Checkpoint: Sendable, Equatable {
  public let file: String
  /// nil: after every epoch, or after every 100 steps where training knows of no epochs.
  public let everySteps: Int?

  public init(_ file: String, everySteps: Int? = nil) {
    guard everySteps ?? 1 >= 1 else { stop("Checkpoint(everySteps:) expects 1 step or more; got \(everySteps!).") }
    self.file = file
    self.everySteps = everySteps
  }

  func isDue(after step: Int, stepsPerEpoch: Int?) -> Bool { (step + 1) % (everySteps ?? stepsPerEpoch ?? 100) == 0 }
}

/// A checkpoint's file for one training.
struct CheckpointFile {
  let checkpoint: Checkpoint
  let layout: StateLayout
  let metricNames: [String]
  let hasValidation: Bool
  /// What must be the same for the training to be the same one: "seed", "batch size", …
  let identity: [(name: String, value: String)]

  private static let kind = "nnlearn training checkpoint 1"
  private enum Name {
    static let losses = "history/loss"
    static let epochs = "history/epochs"
    static let first = "first/"
    static let state = "state/"
    static let best = "best/"
  }

  // MARK: - Writing

  func write(_ state: TrainingState) throws(DataProblem) { try file(state).write(to: checkpoint.file) }

  func file(_ state: TrainingState) -> SafeTensors {
    var file = SafeTensors(metadata: ["kind": Self.kind])
    for (name, value) in identity { file.metadata[name] = value }
    file.arrays[Name.losses] = NDArray(state.losses, type: .float64)
    // A column each: training loss, validation loss, was it the best, the metrics; NaN where there is none.
    let rows = state.epochs.map { epoch -> [Double] in
      [epoch.trainingLoss, epoch.validationLoss ?? .nan, epoch.isBest ? 1 : 0] + epoch.metrics.map { $0.number ?? .nan }
    }
    file.arrays[Name.epochs] = NDArray(
      rows.flatMap { $0 }, shape: [rows.count, 3 + metricNames.count], type: .float64)
    for (row, epoch) in state.epochs.enumerated() {
      for (name, metric) in zip(metricNames, epoch.metrics) { file.metadata["\(name)/\(row)"] = metric.reason }
    }
    add(state.first, as: Name.first, to: &file)
    add(state.parameters, as: Name.state, to: &file)
    if let best = state.best {
      file.metadata["best epoch"] = "\(best.epoch)"
      if !best.state.isEmpty { add(best.state, as: Name.best, to: &file) }
    }
    return file
  }

  private func add(_ state: [UInt8], as prefix: String, to file: inout SafeTensors) {
    for (parameter, array) in zip(layout.parameters, layout.arrays(state)) {
      file.arrays[prefix + parameter.name] = array
    }
  }

  /// Names by which the arrays can be told apart, and a folder to write to.
  func check() throws(DataProblem) {
    let names = layout.parameters.map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw DataProblem(
        checkpoint.file,
        "a checkpoint expects every parameter to have a name of its own; got two called '\(twice)'. Name the layers.")
    }
    let folder = URL(filePath: checkpoint.file).deletingLastPathComponent().path
    guard access(folder, W_OK) == 0 else {
      throw DataProblem(
        checkpoint.file,
        "the checkpoint cannot be written: \(String(cString: strerror(errno))). Choose a folder that can be written to."
      )
    }
  }

  // MARK: - Reading

  /// nil: there is no file yet. Throws when it belongs to another training, and says what differs.
  func read() throws(DataProblem) -> TrainingState? {
    guard access(checkpoint.file, F_OK) == 0 else { return nil }
    return try state(of: SafeTensors(file: checkpoint.file))
  }

  func state(of file: SafeTensors) throws(DataProblem) -> TrainingState {
    guard file.metadata["kind"] == Self.kind else {
      throw problem(
        "Checkpoint expects the file of a checkpoint; this is another file. Choose another name for the checkpoint.")
    }
    for (name, value) in identity where file.metadata[name] != value {
      throw problem(
        "the checkpoint is of another training: its \(name) is \(file.metadata[name] ?? "unknown"), not \(value). "
          + "Choose another file, or delete this one to begin anew.")
    }
    var state = TrainingState()
    state.first = try parameters(Name.first, file)
    state.parameters = try parameters(Name.state, file)
    guard let losses = file.arrays[Name.losses], losses.shape.rank == 1, let epochs = file.arrays[Name.epochs],
      epochs.shape.rank == 2, epochs.shape[1] == 3 + metricNames.count
    else {
      throw problem(
        "Checkpoint expects the losses so far in the file; they are missing. The file is damaged: delete it.")
    }
    state.losses = losses.doubles
    state.epochs = (0..<epochs.shape[0]).map { row in
      let metrics = metricNames.indices.map { column -> MetricValue in
        let number = epochs[row, 3 + column]
        if let reason = file.metadata["\(metricNames[column])/\(row)"] { return .undefined(reason) }
        return .value(number)
      }
      return EpochSummary(
        epoch: row, trainingLoss: epochs[row, 0],
        validationLoss: hasValidation ? epochs[row, 1] : nil, metrics: metrics, isBest: epochs[row, 2] == 1)
    }
    if let best = file.metadata["best epoch"].flatMap(Int.init), state.epochs.indices.contains(best),
      let loss = state.epochs[best].validationLoss
    {
      let isKept = file.arrays.keys.contains { $0.hasPrefix(Name.best) }
      state.best = BestEpoch(epoch: best, loss: loss, state: isKept ? try parameters(Name.best, file) : [])
    }
    return state
  }

  private func parameters(_ prefix: String, _ file: SafeTensors) throws(DataProblem) -> [UInt8] {
    func differs(_ parameter: Parameter) -> Bool {
      let array = file.arrays[prefix + parameter.name]
      return array?.shape != parameter.shape || array?.elementType != parameter.elementType
    }
    // Of a parameter and what an optimizer remembers for it, the parameter has the shorter name.
    if let other = layout.parameters.filter(differs).min(by: { $0.name.count < $1.name.count }) {
      guard let array = file.arrays[prefix + other.name] else {
        throw problem("the checkpoint is of another model: it has no '\(other.name)'.")
      }
      throw problem(
        "the checkpoint is of another model: '\(other.name)' is \(other.elementType) \(other.shape), but "
          + "\(array.elementType) \(array.shape) in the file.")
    }
    let known = Set(layout.parameters.map { prefix + $0.name })
    if let other = file.arrays.keys.filter({ $0.hasPrefix(prefix) && !known.contains($0) }).min() {
      throw problem(
        "the checkpoint is of another model: it has '\(other.dropFirst(prefix.count))', which this one lacks.")
    }
    return layout.bytes(layout.parameters.map { file.arrays[prefix + $0.name]! })
  }

  private func problem(_ sentence: String) -> DataProblem { DataProblem(checkpoint.file, sentence) }
}
