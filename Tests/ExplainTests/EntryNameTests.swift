import Autodiff
import Datasets
import Display
import Explain
import Networks
import Optimizers
import Tensors
import Testing

/// The columns of a table, and the categories of a target, in formulas and ledgers.
@Suite struct EntryNameTests {
  // swift-format-ignore: NeverUseForceTry
  private static let frame = try! DataFrame(
    csv: "bill,depth,mass,species\n39.5,17.5,3.75,Adelie\n46.5,15,5.25,Gentoo\n50,19.5,4,Chinstrap\n")

  private func network() -> (loss: Tensor, weights: [Parameter]) {
    let x = Input("X", Self.frame.array(["bill", "depth"], type: .float64).rows([0, 2]))
    let y = Input("y", Self.frame.array(["mass"], type: .float64).rows([0, 2]))
    let (w, b) = (Parameter("W₁", [[0.5, -1], [0.25, 2]], type: .float64), Parameter("b₁", [0, 1], type: .float64))
    let v = Parameter("W₂", [[2], [1]], type: .float64)
    let hidden = relu(x.matmul(w) + b).named("H")
    return (meanSquaredError(hidden.matmul(v), y).named("L"), [w, b, v])
  }

  private func stepper() -> Stepper {
    let (loss, weights) = network()
    return Stepper(Program(minimizing: loss, over: weights, by: GradientDescent(learningRate: 0.5)))
  }

  private func view(_ name: String, _ element: [Int], of stepper: Stepper) throws -> StepView {
    _ = try stepper.perform(.toName(name))
    stepper.element = element
    return stepper.view()
  }

  /// By hand: 50 · 0.5 + 19.5 · 0.25 = 29.875.
  @Test func aProductSaysWhichFeatureEachTermIs() throws {
    let view = try view("X·W₁", [1, 0], of: stepper())
    #expect(
      view.working == [
        "(X·W₁)[1, 0] = X @ W₁",
        "=   50 · 0.5    bill",
        "+ 19.5 · 0.25   depth",
        "= 29.88",
      ])
    #expect(view.elementPlace == "[1, 0]")
    #expect(view.matrices.map(\.name) == ["X", "W₁", "X·W₁", "∂L/∂(X·W₁)"].dropLast())
    #expect(view.matrices[0].columnLabels == ["bill", "depth"] && view.matrices[1].rowLabels == ["bill", "depth"])
  }

  @Test func signsStandInBracketsAsInASum() throws {
    let stepper = stepper()
    _ = try stepper.perform(.toName("W₁"))
    stepper.element = [1, 1]
    stepper.whatIf(-2)
    #expect(stepper.branch.name == "W₁[depth, 1] = -2")
    let view = try view("X·W₁", [0, 1], of: stepper)
    #expect(
      view.working.prefix(4) == [
        "(X·W₁)[0, 1] = X @ W₁",
        "= 39.5 · (−1)   bill",
        "+ 17.5 · (−2)   depth",
        "= −74.5",
      ])
  }

  @Test func weightsGradientsAndUpdatesHaveTheNames() throws {
    let stepper = stepper()
    #expect(try view("X", [1, 1], of: stepper).working == ["X[1, depth] = 19.5"])
    #expect(try view("y", [1, 0], of: stepper).working == ["y[1, mass] = 4"])
    #expect(try view("W₁", [0, 1], of: stepper).elementPlace == "[bill, 1]")
    let gradient = try view("∂L/∂W₁", [1, 0], of: stepper)
    #expect(gradient.ledger?.title == "∂L/∂W₁[depth, 0]")
    #expect(gradient.working.first == "∂L/∂W₁[depth, 0] = Xᵀ @ ∂L/∂(X·W₁)")
    #expect(gradient.working.count == 3, "the rows of a batch have no names")
    #expect(try view("W₁′", [1, 0], of: stepper).working.last?.hasSuffix("where 0.25 was") == true)
    // The prediction is compared with the masses, so its only column is the mass.
    #expect(try view("H·W₂", [0, 0], of: stepper).working[0] == "(H·W₂)[0, mass] = H @ W₂")
    #expect(try view("Xᵀ", [1, 0], of: stepper).working.last == "= 17.5, from X[0, depth]")
  }

  /// What the lines say, looked up.
  @Test func everyNamedTermIsOfItsEntry() throws {
    let (n, names) = (8, ["a", "b", "c", "d", "e", "f", "g", "h"])
    var random = RandomSource(seed: 4)
    let numbers = NDArray.uniform([3, n], in: -2..<2, type: .float64, using: &random)
    let x = Input("x", numbers.naming(axis: 1, names))
    let w = Parameter("w", NDArray.uniform([n, 2], in: -2..<2, type: .float64, using: &random))
    let stepper = Stepper(x.matmul(w))
    _ = stepper.endOfStep()
    for (row, column) in [(0, 0), (1, 1), (2, 0)] {
      stepper.element = [row, column]
      let lines = stepper.view().working.dropFirst().dropLast()
      #expect(lines.count == 5 && lines.last?.hasSuffix("4 smaller terms") == true)
      for line in lines.dropLast() {
        let name = String(line.split(separator: " ").last!)
        let k = try #require(names.firstIndex(of: name))
        for number in [numbers[row, k], w.value[k, column]] { #expect(line.contains(format(number)), "\(line)") }
      }
      #expect(ShownEquations(stepper).problem == nil)
    }
  }

  @Test func categoriesNameTheClasses() {
    let x = Input("x", Self.frame.array(["bill", "depth"]))
    let (w, t) = (Parameter("w", NDArray.zeros([2, 3])), Input("t", Self.frame.oneHot("species")))
    let graph = Graph(of: [softmax(x.matmul(w)) - t])
    let classes = ["Adelie", "Chinstrap", "Gentoo"]
    #expect(Self.frame["species"].categories == classes)
    #expect(graph.entryNames(of: graph.id(of: w)!, axis: 1) == classes)
    #expect(graph.entryNames(of: graph.id(of: w)!, axis: 0) == ["bill", "depth"])
    #expect(graph.place([0, 2], in: graph.id(of: t)!) == "[0, Gentoo]")
  }

  /// Where entries are mixed, or two lists of names meet, there are numbers.
  @Test func nothingIsGuessed() {
    let x = Input("x", NDArray([[1, 2], [3, 4]]).naming(axis: 1, ["a", "b"]))
    let y = Input("y", NDArray([[1, 2], [3, 4]]).naming(axis: 1, ["c", "d"]))
    func names(_ z: Tensor, axis: Int) -> [String]? {
      let graph = Graph(of: [z])
      return graph.entryNames(of: graph.count - 1, axis: axis)
    }
    #expect(names(x * 2, axis: 1) == ["a", "b"] && names(x * 2, axis: 0) == nil)
    #expect(names(x + y, axis: 1) == nil)
    #expect(names(x.reshaped([4]), axis: 0) == nil && names(cumulativeSum(x, axis: 1), axis: 1) == nil)
    #expect(names(x.transposed(), axis: 0) == ["a", "b"] && names(sum(x, axes: [0]), axis: 0) == ["a", "b"])
    #expect(names(x.slice(1..<2, axis: 1), axis: 1) == ["b"] && names(x.slice(1..<2, axis: 0), axis: 1) == ["a", "b"])
    #expect(names(Parameter("w", [[1, 2]]).matmul(x), axis: 1) == ["a", "b"])
  }

  /// A name that would read as part of a formula gives way to its number; a long one is cut.
  @Test func namesThatCannotStandInAFormula() {
    let names = ["a, b", "3", "", "flipper length of the left wing", "x", "x", "km/h"]
    let graph = Graph(of: [Input("x", NDArray(names.map { _ in 1 }).naming(axis: 0, names))])
    #expect(graph.entryNames(of: 0, axis: 0) == ["0", "1", "2", "flipper length of t…", "4", "5", "km/h"])
  }

  @Test func namesStayWithRowsScalingsAndTypes() {
    let array = Self.frame.array(["bill", "depth"])
    let scaled = Standardisation(fitting: array)(array).rows([2, 0]).converted(to: .float64)
    #expect(scaled.entryNames(ofAxis: 1) == ["bill", "depth"] && scaled.entryNames(ofAxis: 0) == nil)
    let examples = Self.frame.examples(target: "mass")
    let (training, _) = examples.split(training: 0.7, seed: 1)
    #expect(training.inputs.entryNames(ofAxis: 1) == ["bill", "depth"])
    #expect(training.targets.entryNames(ofAxis: 1) == ["mass"])
    #expect(array == NDArray(array.doubles, shape: array.shape), "names are no part of what is equal")
    let x = Input("x", array)
    x.set(NDArray(array.doubles, shape: array.shape))
    #expect(x.entryNames == array.entryNames)
  }

  // MARK: - A whole step

  @Test func theEventsOfAStepAreCalledAsInATextbook() {
    let events = stepper().view().events.map(\.text)
    #expect(events == Self.events, "\(events.joined(separator: "\n"))")
    #expect(!events.contains { $0.contains("%") })
  }

  private static let events = [
    "input X [2, 2]",
    "input y [2, 1]",
    "parameter W₁ [2, 2]",
    "parameter b₁ [2]",
    "parameter W₂ [2, 1]",
    "X·W₁",
    "b₁ repeated",
    "z = (X·W₁) + (b₁ repeated)",
    "H = relu(z)",
    "H·W₂",
    "H·W₂−y",
    "(H·W₂−y)^2",
    "L = mean((H·W₂−y)^2, axes [0, 1])",
    "∂L/∂L = 1",
    "∂L/∂L repeated",
    "constant 0.5",
    "∂L/∂((H·W₂−y)^2) ← L: 0.5 · (∂L/∂L repeated)",
    "constant 2",
    "2·(H·W₂−y)",
    "∂L/∂(H·W₂−y) ← (H·W₂−y)^2: ∂L/∂((H·W₂−y)^2) · (2·(H·W₂−y))",
    "∂L/∂(H·W₂) ← H·W₂−y: 1 · ∂L/∂(H·W₂−y)",
    "W₂ᵀ",
    "∂L/∂H ← H·W₂: ∂L/∂(H·W₂) @ W₂ᵀ",
    "Hᵀ",
    "∂L/∂W₂ ← H·W₂: Hᵀ @ ∂L/∂(H·W₂)",
    "constant 0",
    "comparison 26 = H > 0",
    "constant 0",
    "∂L/∂z ← H: select(comparison 26, ∂L/∂H, 0)",
    "∂L/∂(X·W₁) ← z: 1 · ∂L/∂z",
    "∂L/∂(b₁ repeated) ← z: 1 · ∂L/∂z",
    "∂L/∂b₁ ← b₁ repeated: sum(∂L/∂(b₁ repeated), axes [0])",
    "Xᵀ",
    "∂L/∂W₁ ← X·W₁: Xᵀ @ ∂L/∂(X·W₁)",
    "constant η",
    "η·∂L/∂W₁",
    "W₁−η·∂L/∂W₁",
    "W₁ ← (W₁−η·∂L/∂W₁)",
    "η·∂L/∂b₁",
    "b₁−η·∂L/∂b₁",
    "b₁ ← (b₁−η·∂L/∂b₁)",
  ]
}
