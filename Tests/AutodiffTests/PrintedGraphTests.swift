import Autodiff
import Networks
import Optimizers
import Tensors
import Testing

@Suite struct PrintedGraphTests {
  private func program() -> Graph {
    let x = Input("x", [[1, 2], [3, 4], [5, 6]])
    let y = Input("y", [[1], [0], [1]])
    let w1 = Parameter("w1", [[0.1, 0.2], [0.3, 0.4]])
    let b1 = Parameter("b1", [0, 0])
    let w2 = Parameter("w2", [[0.5], [-0.5]])
    let hidden = tanh(x.matmul(w1) + b1).named("hidden")
    let loss = meanSquaredError(hidden.matmul(w2), y).named("L")
    let parameters = [w1, b1, w2]
    let rule = GradientDescent(learningRate: 0.5)
    return Program(loss: loss, updates: rule.updates(of: parameters, with: gradients(of: loss, with: parameters))).graph
  }

  @Test func aTrainingStep() {
    #expect(program().description == expected, "\(program())")
  }

  @Test func theSameEveryTime() {
    #expect(program().description == program().description)
  }

  private let expected = """
    %0 = input x   [3, 2]
    %1 = input y   [3, 1]
    %2 = parameter w1   [2, 2]
    %3 = parameter b1   [2]
    %4 = parameter w2   [2, 1]
    %5 = matmul %0 %2   [3, 2]·[2, 2] → [3, 2]   x·w1
    %6 = broadcast %3 (to [3, 2])   [2] → [3, 2]   b1 repeated
    %7 = add %5 %6   [3, 2]·[3, 2] → [3, 2]   z
    %8 = tanh %7   [3, 2] → [3, 2]   hidden
    %9 = matmul %8 %4   [3, 2]·[2, 1] → [3, 1]   hidden·w2
    %10 = subtract %9 %1   [3, 1]·[3, 1] → [3, 1]   hidden·w2−y
    %11 = power %10 (2.0)   [3, 1] → [3, 1]   (hidden·w2−y)^2
    %12 = mean %11 (axes [0, 1])   [3, 1] → []   L
    %13 = constant ∂L/∂L 1.0   []
    %14 = broadcast %13 (to [3, 1])   [] → [3, 1]   ∂L/∂L repeated
    %15 = constant 0.33333334   []
    %16 = multiply %15 %14   []·[3, 1] → [3, 1]   ∂L/∂((hidden·w2−y)^2)
    %17 = constant 2.0   []
    %18 = multiply %17 %10   []·[3, 1] → [3, 1]   2·(hidden·w2−y)
    %19 = multiply %16 %18   [3, 1]·[3, 1] → [3, 1]   ∂L/∂(hidden·w2−y)
    %20 = passOn %19   [3, 1] → [3, 1]   ∂L/∂(hidden·w2)
    %21 = transpose %4 (axes [1, 0])   [2, 1] → [1, 2]   w2ᵀ
    %22 = matmul %20 %21   [3, 1]·[1, 2] → [3, 2]   ∂L/∂hidden
    %23 = transpose %8 (axes [1, 0])   [3, 2] → [2, 3]   hiddenᵀ
    %24 = matmul %23 %20   [2, 3]·[3, 1] → [2, 1]   ∂L/∂w2
    %25 = multiply %8 %8   [3, 2]·[3, 2] → [3, 2]   hidden·hidden
    %26 = constant 1.0   []
    %27 = subtract %26 %25   []·[3, 2] → [3, 2]   1−hidden·hidden
    %28 = multiply %22 %27   [3, 2]·[3, 2] → [3, 2]   ∂L/∂z
    %29 = passOn %28   [3, 2] → [3, 2]   ∂L/∂(x·w1)
    %30 = passOn %28   [3, 2] → [3, 2]   ∂L/∂(b1 repeated)
    %31 = sum %30 (axes [0])   [3, 2] → [2]   ∂L/∂b1
    %32 = transpose %0 (axes [1, 0])   [3, 2] → [2, 3]   xᵀ
    %33 = matmul %32 %29   [2, 3]·[3, 2] → [2, 2]   ∂L/∂w1
    %34 = constant η 0.5   []
    %35 = multiply %34 %33   []·[2, 2] → [2, 2]   η·∂L/∂w1
    %36 = subtract %2 %35   [2, 2]·[2, 2] → [2, 2]   w1−η·∂L/∂w1
    %37 = assign %2 %36   [2, 2]·[2, 2] → [2, 2]   w1′
    %38 = multiply %34 %31   []·[2] → [2]   η·∂L/∂b1
    %39 = subtract %3 %38   [2]·[2] → [2]   b1−η·∂L/∂b1
    %40 = assign %3 %39   [2]·[2] → [2]   b1′
    %41 = multiply %34 %24   []·[2, 1] → [2, 1]   η·∂L/∂w2
    %42 = subtract %4 %41   [2, 1]·[2, 1] → [2, 1]   w2−η·∂L/∂w2
    %43 = assign %4 %42   [2, 1]·[2, 1] → [2, 1]   w2′
    """
}
