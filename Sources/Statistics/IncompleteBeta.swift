import Foundation

/// The regularised incomplete beta function Iₓ(a, b) = B(x; a, b) / B(a, b): the chance that a beta-distributed number is at
/// most x. Student's t and the binomial distribution are both made of it.
///
/// Its continued fraction (DLMF 8.17.22, https://dlmf.nist.gov/8.17.E22) by the modified Lentz method; for an x beyond the
/// mean, 1 − I₁₋ₓ(b, a), where the fraction converges faster. Relative error below 1e-9 for a and b up to 10,000.
///
/// - Parameters:
///   - a: and b: greater than 0.
///   - x: from 0 to 1.
public func regularizedIncompleteBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
  guard a > 0, b > 0, x >= 0, x <= 1 else {
    stop("regularizedIncompleteBeta expects a and b greater than 0 and x from 0 to 1; got \(a), \(b) and \(x).")
  }
  if x == 0 || x == 1 { return x }
  if x > (a + 1) / (a + b + 2) { return 1 - regularizedIncompleteBeta(b, a, 1 - x) }
  let logFront = a * log(x) + b * log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)
  return exp(logFront) / a / continuedFraction(a, b, x)
}

/// 1 + d₁/(1 + d₂/(1 + …)), so that Iₓ = xᵃ(1 − x)ᵇ / (a B(a, b)) divided by it.
private func continuedFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
  let tiny = 1e-300
  var (fraction, c, d) = (1.0, 1.0, 0.0)
  for step in 1...10_000 {
    let m = Double(step / 2)
    let coefficient =
      step % 2 == 0
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 + coefficient * d
    d = 1 / (abs(d) < tiny ? tiny : d)
    c = 1 + coefficient / c
    if abs(c) < tiny { c = tiny }
    fraction *= c * d
    if abs(c * d - 1) < 1e-16 { break }
  }
  return fraction
}

/// ln Γ(x) for x > 0, by the C library.
func logGamma(_ x: Double) -> Double { lgamma(x) }
