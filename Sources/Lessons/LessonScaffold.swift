import Display
import Foundation

/// The template that a new lesson starts from.
public enum LessonScaffold {
  /// Writes `NN-name.md` into the library's folder and returns it. `name` is in kebab-case; `number` nil: the next free.
  /// Throws, and writes nothing, when the name is not one, or a lesson has it or its number already.
  public static func write(
    name: String, number: Int? = nil, in library: LessonLibrary
  ) throws(Diagnostics) -> LessonLibrary.Entry {
    guard isKebabCase(name), name.contains(where: \.isLetter), name.count <= 60 else {
      throw problem(
        "lesson-name", "“\(name)” is not a lesson's name.",
        hint: "Use small letters, digits and hyphens, at most 60: “vanishing-gradients”.")
    }
    let number = number ?? (library.entries.compactMap(\.number).max() ?? 0) + 1
    guard (1...999).contains(number) else {
      throw problem("lesson-number", "A lesson cannot have the number \(number).", hint: "Choose one from 1 to 999.")
    }
    if let other = library.entries.first(where: { $0.name == name || $0.number == number }) {
      let what = other.name == name ? "name “\(name)”" : "number \(number)"
      throw problem(
        "lesson-exists", "The \(what) is taken by \(other.file); nothing was written.", hint: "Choose another.")
    }
    let base = (number < 10 ? "0" : "") + "\(number)-\(name).md"
    let url = library.folder.appendingPathComponent(base)
    do {
      try Data(template(name: name).utf8).write(to: url, options: .withoutOverwriting)
    } catch {
      throw problem(
        "lesson-not-written", "The lesson \(base) could not be written.",
        hint: "Check that the folder \(library.folder.lastPathComponent) exists and can be written.",
        details: error.localizedDescription)
    }
    return LessonLibrary.Entry(url: url, file: "\(library.folder.lastPathComponent)/\(base)")
  }

  private static func problem(_ id: String, _ summary: String, hint: String, details: String = "") -> Diagnostics {
    Diagnostics([Diagnostic(id, summary, hint: hint, details: details)])
  }

  /// A lesson that reads, passes the lint and runs as it stands.
  static func template(name: String) -> String {
    let words = name.split(separator: "-").joined(separator: " ")
    let title = words.prefix(1).uppercased() + words.dropFirst()
    return """
      ---
      title: "\(title)"
      goal: After this lesson you can say what one step of gradient descent does.
      minutes: 20
      seed: 1
      parameters:
        learningRate: 0.1
      ---

      # \(title)

      One paragraph on why this matters, with an example from life.

      ## Prediction

      The loss is $(w - 3)^2$, and $w$ starts at 0. Before you run the cell: will one step move $w$ up or down, and how far?

      ## Experiment

      ```swift
      //| label: one-step
      let start = 0.0
      let gradient = 2 * (start - 3)
      let weight = start - learningRate * gradient
      print("w = \\(weight)")
      ```

      ## What we saw

      The gradient was {gradient}, so the step went up, to {weight}.

      ## What it means

      One or two sentences that hold beyond this example: a step goes against the gradient, and the learning rate says
      how far.

      ## A common mistake

      Adding the gradient instead of subtracting it climbs the loss:

      ```swift
      //| label: wrong-sign
      let wrong = start + learningRate * gradient
      print("w = \\(wrong), farther from 3")
      ```

      ## Further reading

      - Where this is explained best, and which page to read.

      """
  }
}
