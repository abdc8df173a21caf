import ArgumentParser
import Commands
import Display
import Figures
import Foundation
import Pages

struct StepsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step", abstract: "Steps through a computation, forward and back.",
    discussion: """
      For example: nnlearn step "a * b + a" --set a=2 --set b=3
      Without a terminal, prints every event of the first training step.
      """)

  @Argument(help: "LESSON:LABEL of a cell that shows a stepper, or an expression. Without it: a neuron.")
  var target: String?

  @Option(
    name: .customLong("frames"), help: "Write one numbered picture per event to this folder.", completion: .directory)
  var frames: String?

  @Option(help: "The pictures' format: svg, png or pdf.")
  var format = FigureFormat.svg

  @Option(help: "How many training steps “--frames” and “--print” go through.")
  var steps = 1

  @Flag(name: .customLong("print"), help: "Print every event.")
  var prints = false

  @OptionGroup var overrides: RunOptions
  @OptionGroup var folder: FolderOption

  func run() throws {
    let places = folder.places
    let stepped = try SteppedRun(target, settings: overrides.settings, seed: overrides.seed, places: places)
    defer { stepped.close() }
    let environment = TerminalEnvironment(ProcessInfo.processInfo.environment)
    if let frames {
      try stepped.writeFrames(to: frames, as: format, trainingSteps: steps) { try printNow($0) }
    } else if !prints, let terminal = Terminal(environment: environment) {
      let screen = StepScreen(
        title: stepped.title, view: stepped.first, terminal: terminal, perform: stepped.perform)
      screen.run()
      terminal.stop()
    } else {
      try stepped.forEachEvent(trainingSteps: steps, showing: .text) { _, view in
        try printNow(view.plainText)
        return true
      }
    }
  }

  /// Also into a pipe, where lines would otherwise wait for each other.
  private func printNow(_ text: String) throws {
    print(text)
    try flushOutput()
  }
}

extension FigureFormat: ExpressibleByArgument {}
