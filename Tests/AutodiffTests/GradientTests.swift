import Autodiff
import Tensors
import Testing

@Suite struct GradientTests {
  /// The published example of micrograd's README.
  @Test func micrograd() {
    let a = Parameter("a", -4, type: .float64)
    let b = Parameter("b", 2, type: .float64)
    var c = a + b
    var d = a * b + pow(b, 3)
    c = c + (c + 1)
    c = c + (1 + c + (-a))
    d = d + (d * 2 + relu(b + a))
    d = d + (3 * d + relu(b - a))
    let e = c - d
    let f = pow(e, 2)
    var g = f / 2
    g = g + 10 / f
    let gradient = gradients(of: g, with: [a, b])
    #expect(abs(g.scalar - 24.704081632653061) < 1e-12)
    #expect(abs(gradient[0].scalar - 138.83381924198252) < 1e-10)
    #expect(abs(gradient[1].scalar - 645.5772594752186) < 1e-10)
    let graph = Graph(of: gradient)
    graph.checkInvariants()
    #expect(GradientLedger(of: gradient[0])!.entries.count == 5)
  }

  /// Their derivatives need the result only, so that what went in need not be kept.
  @Test(arguments: ["relu", "leakyRelu", "tanh", "sigmoid", "exp", "sqrt"])
  func backwardUsesTheResult(_ name: String) throws {
    let x = Parameter("x", [0.5, 2])
    let (before, attributes) = (x * x, Attributes.number(0.1))
    let after = try Primitive.named(name)!.apply([before], name == "leakyRelu" ? attributes : .none)
    let graph = Graph(of: [gradient(of: sum(after), with: x)])
    let users = graph.operations.filter { graph.operands(of: $0.id).contains(graph.id(of: before)!) }
    #expect(users.map(\.primitive.name) == [name])
  }

  /// The shift by the maximum cancels out of softmax, so no gradient is sent through it.
  @Test func softmaxGoesBackWithoutTheMaximum() {
    let x = Parameter("x", [[1, 3, 2]])
    for z in [softmax(x), logSoftmax(x), softplus(x)] {
      let graph = Graph(of: [gradient(of: sum(z * z), with: x)])
      #expect(!graph.operations.contains { $0.primitive === Primitive.equal })
    }
  }
}
