/// Where a function is flat, so that hardly any gradient passes: told from its output.
public enum Saturation: Sendable {
  /// It levels off towards limits. From the output: the slope as a share of the greatest slope there is.
  case gradual(relativeSlope: @Sendable (Double) -> Double)
  /// It is flat on one side, as it is meant to be; a unit that is flat for every example is dead. From the output: the
  /// slope, 0 where it is flat.
  case oneSided(slope: @Sendable (Double) -> Double)
}
