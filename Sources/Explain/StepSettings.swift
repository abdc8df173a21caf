import Autodiff
import Display
import Tensors

// How numbers that a reader has set by hand are told from computed ones, wherever they appear.
extension Stepper {
  /// What operations are called here: what is set to another number is not called by its old one, or by what it would be.
  var labels: Labels {
    let changed = Set(settings.map(\.position.event).filter { !settings(of: $0).isEmpty })
    return Labels(graph, changed: changed, names: stepGraph.names(withChanged: changed))
  }

  /// A value's text, marked as set by hand or as following from what is: "10, set by you", "0 … 10, 1 set", "⎇ 36".
  func marked(_ text: String, of id: Int) -> String {
    let own = settings(of: id)
    if own.isEmpty { return settings(behind: id).isEmpty ? text : "⎇ " + text }
    return graph[id].shape.count == 1 ? text + ", set by you" : text + ", \(own.count) set"
  }

  /// The same of one element.
  func marked(_ text: String, of id: Int, at index: [Int]) -> String {
    if settings(of: id).contains(where: { $0.index == index }) { return text + ", set by you" }
    return settings(behind: id).isEmpty ? text : "⎇ " + text
  }

  /// What is set in this branch, for a list, each with its place.
  func settingRows() -> [StepView.SettingRow] {
    settings.map { setting in
      StepView.SettingRow(
        text: setting.text, trainingStep: setting.position.trainingStep, event: setting.position.event,
        isHere: settings(of: event).contains(setting))
    }
  }

  /// "follows from ŷ = 10, set by you"; "" when it follows from nothing that is set.
  func descent(of id: Int) -> String {
    let sources = settings(behind: id).map(\.text)
    guard !sources.isEmpty else { return "" }
    let more = sources.count > 3 ? " and \(sources.count - 3) more" : ""
    let listed = sources.prefix(3).joined(separator: ", ") + more
    return "⎇ follows from \(listed), set by you"
  }
}
