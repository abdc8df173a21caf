import Display
import Figures

/// A demonstration as its audience sees it: the moments computed so far of one run or two, and which of them is shown.
/// Changed by keys and by time alone; what else keys ask for is asked of the caller.
package struct DemoState: Sendable {
  /// One run of the demonstration.
  package struct Track: Sendable {
    /// What sets it apart from the other; empty when there is none.
    package var label: String
    package var frames: [DemoFrame] = []
    /// The trainings that can be stepped through, in the order in which they were shown.
    package var steppers: [StepThrough] = []
    package var isComputed = false
    /// How far the training is that runs now.
    package var progress: Progress?

    package init(label: String = "") { self.label = label }
  }

  package enum Request: Equatable, Sendable {
    case nothing, quit, suspend, redraw, saveFigure, showFigure, restart
    /// A track's training, by their numbers.
    case step(track: Int, training: Int)
  }

  package var title: String
  package var goal: String
  package var tracks: [Track]
  package var size: Terminal.Size
  package var palette: Palette
  package private(set) var isPlaying = true
  package private(set) var showsHelp = false
  /// The training that `s` opens, counted over all tracks.
  package private(set) var chosenTraining = 0
  /// Said once, in place of the caption.
  package var message = ""
  /// The moment that is shown, and how much of the next has passed.
  private var position = 0
  private var fraction = 0.0
  private var speedIndex = DemoState.speeds.firstIndex(of: 1)!

  /// Factors of the speed at which a whole demonstration takes about twelve seconds.
  package static let speeds = [0.125, 0.25, 0.5, 1, 2, 4, 8]
  /// In moments.
  private static let perSecond = 8.0
  /// How far Page Up and Page Down go.
  private static let page = 10

  package init(title: String, goal: String, tracks: [Track], size: Terminal.Size, palette: Palette) {
    self.title = title
    self.goal = goal
    self.tracks = tracks
    self.size = size
    self.palette = palette
  }

  package var speed: Double { Self.speeds[speedIndex] }

  /// The moments that can be shown side by side.
  private var timeline: DemoTimeline { DemoTimeline(tracks.map(\.frames), ended: tracks.map(\.isComputed)) }

  /// How many moments can be shown.
  package var count: Int { timeline.places.count }

  package var isComputed: Bool { tracks.allSatisfy(\.isComputed) }

  /// The number of the moment shown, from 0; nil when there is none yet.
  package var shown: Int? {
    let count = count
    return count > 0 ? min(position, count - 1) : nil
  }

  /// The number of each track's frame that is shown.
  private var place: [Int]? {
    let places = timeline.places
    return places.isEmpty ? nil : places[min(position, places.count - 1)]
  }

  /// What a track shows now.
  package func frame(of track: Int) -> DemoFrame? { place.map { tracks[track].frames[$0[track]] } }

  /// What all tracks show now, with the axes that they have in common.
  package var frames: [DemoFrame] {
    guard let place else { return [] }
    var frames = zip(tracks, place).map { $0.frames[$1] }
    for (index, figure) in SharedAxes.applied(to: frames.map(\.figure)).enumerated() { frames[index].figure = figure }
    return frames
  }

  package var isAtEnd: Bool { isComputed && (shown ?? 0) >= count - 1 }

  // MARK: - Time

  /// Time has passed: while it plays, the moments go by.
  package mutating func pass(milliseconds: Int) {
    guard isPlaying, count > 0 else { return }
    fraction += Double(milliseconds) / 1000 * Self.perSecond * speed
    let steps = Int(fraction)
    fraction -= Double(steps)
    position = min(position + steps, count - 1)
    if isAtEnd { isPlaying = false }
  }

  // MARK: - Keys

  package mutating func press(_ key: Key) -> Request {
    message = ""
    if showsHelp {
      showsHelp = false
      return key == .control("z") ? .suspend : .nothing
    }
    switch key {
    case .character("q"), .escape, .control("d"): return .quit
    case .control("z"): return .suspend
    case .control("l"): return .redraw
    case .character("?"): showsHelp = true
    case .character(" "): play()
    case .right, .character("l"): go(by: 1)
    case .left, .character("h"): go(by: -1)
    case .pageDown, .down: go(by: Self.page)
    case .pageUp, .up: go(by: -Self.page)
    case .home: go(to: 0)
    case .end: go(to: count - 1)
    case .character("+"), .character("="): changeSpeed(1)
    case .character("-"), .character("−"): changeSpeed(-1)
    case .character("f"): return .saveFigure
    case .character("F"): return .showFigure
    case .character("r"): return .restart
    case .tab: chooseTraining(1)
    case .backTab: chooseTraining(-1)
    case .character("s"): return step()
    default: message = "? lists the keys."
    }
    return .nothing
  }

  /// Pauses, goes on, or at the end starts over.
  private mutating func play() {
    if isAtEnd, !isPlaying { position = 0 }
    isPlaying.toggle()
    fraction = 0
  }

  private mutating func go(by steps: Int) { go(to: (shown ?? 0) + steps) }

  private mutating func go(to moment: Int) {
    isPlaying = false
    position = max(0, min(moment, count - 1))
  }

  private mutating func changeSpeed(_ step: Int) {
    speedIndex = max(0, min(Self.speeds.count - 1, speedIndex + step))
  }

  /// A run again from its beginning.
  package mutating func startOver() {
    tracks = tracks.map { Track(label: $0.label) }
    (position, fraction, isPlaying) = (0, 0, true)
  }
}

// MARK: - Trainings

extension DemoState {
  /// Every training that can be stepped through, as track and number within it.
  package var trainings: [(track: Int, training: Int)] {
    tracks.indices.flatMap { track in tracks[track].steppers.indices.map { (track, $0) } }
  }

  private mutating func chooseTraining(_ step: Int) {
    let count = trainings.count
    guard count > 1 else {
      message = isComputed ? "There is one training only." : "The training is still being computed."
      return
    }
    chosenTraining = (chosenTraining + step + count) % count
    message = "s opens training \(chosenTraining + 1) of \(count)\(name(of: chosenTraining))"
  }

  private func name(of training: Int) -> String {
    let chosen = trainings[training]
    let label = tracks[chosen.track].label
    let title = tracks[chosen.track].steppers[chosen.training].title
    return ": " + [label, title].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private mutating func step() -> Request {
    let trainings = trainings
    guard trainings.indices.contains(chosenTraining) || !trainings.isEmpty else {
      message =
        isComputed
        ? "No training of this demonstration can be stepped through."
        : "s opens a step as soon as the training has been computed."
      return .nothing
    }
    isPlaying = false
    let chosen = trainings[min(chosenTraining, trainings.count - 1)]
    return .step(track: chosen.track, training: chosen.training)
  }

  /// The training step that a stepper is opened at: that of the moment shown.
  package func trainingStep(track: Int, training: Int) -> Int {
    let steps = frame(of: track)?.trainingSteps ?? []
    return steps.indices.contains(training) ? steps[training] : steps.last ?? 0
  }
}
