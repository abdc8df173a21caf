import Autodiff
import Networks
import Planning
import Tensors
import Testing

/// The costs of plans: as many products as the graph has, fewer numbers in memory.
@Suite struct PlanCostTests {
  private static let small: [String: @Sendable () -> Architecture] = [
    "LeNet-5": { .leNet5() }, "ResNet-18": { .resNet18(classes: 10, width: 0.25, size: 64) },
    "MobileNetV2": { .mobileNetV2(classes: 10, width: 0.25, size: 64) },
    "EfficientNet-B0": { .efficientNetB0(classes: 10, width: 0.25, size: 64) },
    "DenseNet-121": { .denseNet121(classes: 10, blocks: [2, 2], growth: 8, size: 32) },
  ]

  @Test(arguments: small.keys.sorted()) func planAndGraphAgree(_ title: String) throws {
    let model = Self.small[title]!()
    let x = Input("x", .zeros(Shape([2] + model.input.sizes)))
    let program = Program([model(x)])
    let plan = try Plan(program)
    let (steps, operations) = (plan.costs, program.graph.costs)
    func sum(_ costs: [OperationCost], _ count: KeyPath<OperationCost, Int>) -> Int {
      costs.reduce(0) { $0 + $1[keyPath: count] }
    }
    #expect(sum(steps, \.multiplyAccumulates) == program.graph.multiplyAccumulates)
    #expect(sum(steps, \.activationsWritten) < sum(operations, \.activationsWritten))
    #expect(sum(steps, \.activationsRead) < sum(operations, \.activationsRead))
    // Every weight is read at least once.
    #expect(sum(steps, \.weightsRead) >= model.parameters.reduce(0) { $0 + $1.shape.count })
    #expect(steps.allSatisfy { $0.otherOperations >= 0 })
  }

  /// By hand: x [2, 3] · W [3, 4] + b, relu.
  /// A profile is printed beside a lesson's text.
  @Test func profilesFitTheWidthOfAPage() throws {
    let model = Architecture.leNet5()
    let x = Input("x", .zeros(Shape([2] + model.input.sizes)))
    let text = try Plan(Program([model(x)])).profile(runs: 1).description
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 76 })
    #expect(text.contains("→") && text.contains("in all"))
  }

  @Test func ofADenseLayer() throws {
    var random = RandomSource(seed: 1)
    let dense = Dense(3, 4, activation: .relu, using: &random)
    let x = Input("x", .zeros([2, 3]))
    let program = Program([dense(x)])
    let steps = try Plan(program).costs
    #expect(steps.map(\.multiplyAccumulates).reduce(0, +) == 24)
    #expect(steps.map(\.weightsRead).reduce(0, +) == 16)
    let costs = program.graph.costs
    #expect(costs.map(\.label).contains("matmul"))
    let matmul = costs.first { $0.label == "matmul" }!
    #expect(
      matmul
        == OperationCost.sum([matmul], label: "matmul", module: ["dense"]) && matmul.multiplyAccumulates == 24
        && matmul.otherOperations == 0 && matmul.weightsRead == 12 && matmul.activationsRead == 6
        && matmul.activationsWritten == 8)
    // The bias is four numbers, although eight are added.
    let add = costs.first { $0.label == "add" }!
    #expect(add.weightsRead == 4 && add.activationsRead == 8 && add.activationsWritten == 8 && add.otherOperations == 8)
  }
}
