/// A program that a user would pick instead, in one way of using it.
struct Peer: Sendable {
  let name: String
  /// The script Peers/peer_….py.
  let script: String
  var variant = ""
  /// The Python module that must be there, and what installs it.
  let module: String
  let package: String
  let workloads: Set<String>
  /// Threads that it can be asked for.
  var threads: Set<Int> = [1, 2]
  /// It draws its own weights and batches, so its loss says nothing.
  var hasOwnWeights = false

  private static let trained: Set = ["W2", "W3", "W4", "W4b", "W5", "W6"]
  private static let first = trained.union(["W1", "W7"])
  private static let (recurrent, images): (Set, Set) = (["W9", "W10"], ["W11", "W12"])
  private static let later = recurrent.union(images).union(["W13"])

  static let all = [
    Peer(
      name: "PyTorch", script: "torch", module: "torch", package: "torch", workloads: first.union(later)),
    Peer(
      name: "PyTorch fused", script: "torch", variant: "fused", module: "torch", package: "torch",
      workloads: trained.union(recurrent).union(images)),
    Peer(
      name: "PyTorch fused, channels last", script: "torch", variant: "last", module: "torch", package: "torch",
      workloads: images),
    Peer(
      name: "torch.compile", script: "torch", variant: "compile", module: "torch", package: "torch",
      workloads: trained.subtracting(["W5"]).union(images).union(["W13"])),
    Peer(
      name: "JAX jit", script: "jax", variant: "jit", module: "optax", package: "jax optax",
      workloads: first.union(later)),
    // Inside a loop, XLA compiles convolutions 10 to 50 times slower than for `jit`: nobody would pick that.
    Peer(
      name: "JAX scan", script: "jax", variant: "scan", module: "optax", package: "jax optax",
      workloads: trained.union(["W1"]).subtracting(["W4", "W4b"]).union(recurrent).union(["W13"])),
    Peer(
      name: "TensorFlow", script: "tf", variant: "function", module: "tensorflow", package: "tensorflow-cpu",
      workloads: first.union(later)),
    Peer(
      name: "TensorFlow XLA", script: "tf", variant: "xla", module: "tensorflow", package: "tensorflow-cpu",
      workloads: trained.union(["W1"]).union(later)),
    Peer(
      name: "numpy by hand", script: "numpy", module: "numpy", package: "numpy", workloads: ["W2", "W3", "W7"]),
    Peer(
      name: "scikit-learn", script: "sklearn", module: "sklearn", package: "scikit-learn", workloads: ["W2", "W3"],
      hasOwnWeights: true),
    Peer(
      name: "autograd", script: "autograd", module: "autograd", package: "autograd",
      workloads: ["W1", "W2", "W3", "W5", "W6"]),
    Peer(name: "MLX", script: "mlx", module: "mlx.core", package: "'mlx[cpu]'", workloads: first),
    Peer(name: "tinygrad", script: "tinygrad", module: "tinygrad", package: "tinygrad", workloads: first),
    Peer(
      name: "micrograd", script: "micrograd", module: "micrograd", package: "micrograd", workloads: ["W1"],
      threads: [1]),
  ]
}
