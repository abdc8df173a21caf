import Foundation

/// A name as a plain keyboard types it: "W1" for W₁, "dL/dw" for ∂L/∂w, "eta" for η, "yhat" for ŷ, "w'" for w′.
func typed(_ name: String) -> String {
  name.decomposedStringWithCanonicalMapping.unicodeScalars.map { spellings[$0] ?? String($0) }.joined()
}

private let spellings: [Unicode.Scalar: String] = {
  var spellings: [Unicode.Scalar: String] = [
    "∂": "d", "′": "'", "−": "-", "×": "*", "·": "*", "\u{302}": "hat", "\u{303}": "tilde", "\u{304}": "bar",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "η": "eta", "θ": "theta", "λ": "lambda",
    "μ": "mu", "ν": "nu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "ψ": "psi", "ω": "omega",
    "Δ": "Delta", "Σ": "Sigma", "Θ": "Theta", "ᵀ": "T", "⁻": "-", "¹": "1", "²": "2", "³": "3",
  ]
  for digit in 0...9 as ClosedRange<UInt32> {
    spellings[Unicode.Scalar(0x2080 + digit)!] = String(digit)
    if digit == 0 || digit > 3 { spellings[Unicode.Scalar(0x2070 + digit)!] = String(digit) }
  }
  return spellings
}()
