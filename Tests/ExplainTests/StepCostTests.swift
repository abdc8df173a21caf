import Autodiff
import Display
import Explain
import Foundation
import Optimizers
import Tensors
import Testing

/// What a view of one event costs does not grow with the number of events: counted, not timed.
@Suite struct StepCostTests {
  private func chain(_ links: Int) -> Stepper {
    var y: Tensor = Parameter("w", 0.5, type: .float64)
    for _ in 0..<links { y = 0.99 * y + 0.001 }
    return Stepper(Program([y]))
  }

  /// w used `uses` times.
  private func shared(_ uses: Int) -> Stepper {
    let w = Parameter("w", 0.5, type: .float64)
    var y: Tensor = w
    for _ in 1..<uses { y = w * y + 0.001 }
    return Stepper(Program([y] + gradients(of: y, with: [w])))
  }

  /// Every number of every node is in the picture, and each value is looked at once.
  private func size(_ view: StepView) throws -> Int { try Wire.encode(view).count }

  @Test(arguments: [StepExtent.text, .picture, .screen])
  func aViewOfALargeGraphIsNoLarger(_ extent: StepExtent) throws {
    func largest(_ stepper: Stepper) throws -> Int {
      var largest = 0
      for event in stride(from: 0, to: stepper.eventCount, by: stepper.eventCount / 50) {
        stepper.move(to: Stepper.Position(trainingStep: 0, event: event))
        largest = max(largest, try size(stepper.perform(.show, showing: extent)))
      }
      return largest
    }
    for make in [chain, shared] as [(Int) -> Stepper] {
      let (small, large) = (try largest(make(300)), try largest(make(3000)))
      #expect(Double(large) < 1.2 * Double(small), "\(extent): \(small) bytes, then \(large)")
      if extent == .text { #expect(large < 4000) }
    }
  }

  @Test(arguments: [StepExtent.text, .picture, .screen]) func eachValueIsLookedAtOnce(_ extent: StepExtent) throws {
    let w = Parameter("W", NDArray(repeating: 0.1, shape: [40, 40], type: .float64))
    var y: Tensor = w
    for _ in 0..<30 { y = tanh(y.matmul(w)) }
    let program = Program(minimizing: mean(y), over: [w], by: GradientDescent(learningRate: 0.1))
    let stepper = Stepper(program, steps: 2)
    var events = 0
    repeat {
      _ = stepper.view(showing: extent)
      events += 1
    } while stepper.forward()
    #expect(events == 2 * stepper.eventCount)
    #expect(stepper.stepMemory.examinedCount <= events)
    // Back and forth within a step: nothing is looked at again.
    let count = stepper.stepMemory.examinedCount
    for _ in 0..<20 {
      stepper.back()
      _ = stepper.view(showing: extent)
    }
    #expect(stepper.stepMemory.examinedCount <= count + 20)
  }

  /// A page has the cursor's node, and the operands of what it shows.
  @Test func largeGraphsAreShownInPages() throws {
    let stepper = chain(3000)
    var titles: Set<String> = []
    for event in Array(stride(from: 0, to: stepper.eventCount, by: 37)) + [stepper.eventCount - 1] {
      stepper.move(to: Stepper.Position(trainingStep: 0, event: event))
      let drawing = stepper.view(showing: .picture).graph
      #expect(drawing.nodes.count <= 2 * GraphPages.nodesPerPage)
      #expect(drawing.nodes.first { $0.state == .current }?.id == event)
      let ids = Set(drawing.nodes.map(\.id))
      #expect(drawing.edges.allSatisfy { ids.contains($0.from) && ids.contains($0.to) })
      for operand in stepper.graph.operands(of: event) { #expect(ids.contains(operand)) }
      titles.insert(String(drawing.title.split(separator: ":")[1]))
    }
    #expect(titles.count == (stepper.eventCount + GraphPages.nodesPerPage - 1) / GraphPages.nodesPerPage)
    #expect(chain(90).view().graph.nodes.count == chain(90).eventCount)
  }

  /// The lines that are left out are carried forward, and every contribution is shown when it is made.
  @Test func longLedgersAreCarriedForward() throws {
    let stepper = shared(200)
    var seen = 0
    repeat {
      guard case .contribution(let consumer, let operand) = stepper.current.origin,
        consumer.operands[operand].name == "w", let ledger = stepper.view(showing: .text).ledger
      else { continue }
      seen += 1
      #expect(ledger.entries.count <= LedgerRows.shownCount + 2)
      let id = stepper.graph.id(of: consumer)!
      #expect(ledger.entries.contains { $0.source == stepper.graph.sentence(id) && $0.isComputed })
      let hidden = ledger.entries.filter { $0.contribution == "…" }
      #expect(hidden.allSatisfy { $0.source.hasSuffix(" contributions") })
      let count = hidden.reduce(ledger.entries.count - hidden.count) { $0 + Int($1.source.prefix { $0 != " " })! }
      #expect(count == 200)
    } while stepper.forward()
    #expect(seen == 200)
  }

  @Test func aThumbnailAveragesTheWholeMatrix() {
    var array = NDArray(repeating: 1, shape: [64, 70], type: .float64)
    for column in 0..<70 { array[63, column] = 3 }
    array[0, 0] = .nan
    let map = array.thumbnail
    #expect(map.rows == 32 && map.columns == 32 && map.values[0].isNaN)
    #expect(map.values[1..<32].allSatisfy { $0 == 1 } && map.values.suffix(32).allSatisfy { $0 == 2 })
    let small = NDArray([[1.23456789, 2]], type: .float64)
    #expect(small.thumbnail.values == [1.23456789, 2])
  }
}
