// Functions of vectors.
#if NN_ELEMENT == 32
#include "maths_float32.h"
#else
#include "maths_float64.h"
#endif

INLINE vf log_limits(vf x, vf result) {
  result = choose(x == INFINITY, x, result);
  result = choose(x == 0, splat(-INFINITY), result);
  result = choose(x < 0, splat(NAN), result);
  return choose(x != x, x, result);
}

INLINE vf log_of(vf x) { return log_limits(x, log_from(mantissa_of(x), splat(0))); }

/// log(1 + x): where 1 + x is between √½ and √2, f is x itself; elsewhere what the addition has lost is made good.
INLINE vf log1p_of(vf x) {
  vf sum = 1 + x, lost = choose(x < 1, x - (sum - 1), 1 - (sum - x));
  mantissa parts = mantissa_of(sum);
  vi near = parts.e == 0;
  parts.f = choose(near, x, parts.f);
  vf result = log_from(parts, choose(near, splat(0), lost / sum));
  return choose(x == 0, x, log_limits(sum, result));
}

/// eˣ / (1 + eˣ) below 0, where 1 / (1 + e⁻ˣ) would be 0 too early.
INLINE vf sigmoid_of(vf x) {
  vf power = exp_of(-magnitude(x));
  return choose(x < 0, power, splat(1)) / (1 + power);
}

/// Φ(x), the share of a normal distribution that lies below x: on the left, where 1 − Φ(−x) would have no digits left,
/// e^(−x²/2) · ratio(−x), with what rounding x² has lost made good.
INLINE vf normal_cdf_of(vf x) {
  vf a = magnitude(x);
  a = choose(a > NORMAL_END, splat(NORMAL_END), a);
  vf square = a * a, lost = product_error(a, a, square), power = exp_of(square * (real)-0.5);
  vf tail = fused(power * lost, splat((real)-0.5), power) * normal_tail_ratio(a);
  return choose(x > 0, 1 - tail, tail);
}

INLINE vf floor_of(vf x) { return __builtin_elementwise_floor(x); }
/// Ties to even.
INLINE vf round_of(vf x) { return __builtin_elementwise_roundeven(x); }

/// xᵖ, lane by lane: |x|ᵖ, made negative for odd p and negative x, NaN for negative x if p is no whole number; with C's limits
/// at 0, 1, ±∞ and NaN.
INLINE vf power_of(vf x, vf p) {
  vf base = magnitude(x), half = p * (real)0.5;
  vi ordinary = (base > 0) & (base < INFINITY), whole_power = p == floor_of(p), odd = whole_power & (half != floor_of(half));
  vf near = choose(p > GREATEST_POWER, splat(GREATEST_POWER), choose(p < -GREATEST_POWER, splat(-GREATEST_POWER), p));
  vf result = power_of_ordinary(choose(ordinary, base, splat(1)), near);
  vf limit = choose((base == 0) == (p > 0), splat(0), splat(INFINITY));
  result = choose(ordinary, result, choose(base == base, limit, base));
  vf turned = choose(whole_power, result, splat(NAN));
  result = choose((x < 0) & (x != -INFINITY), turned, result);
  result = choose(odd, with_sign_of(result, x), result);
  result = choose(p == p, result, p);
  return choose((x == 1) | (p == 0), splat(1), result);
}

/// 1, 1 · x, x · x … for whole exponents of small magnitude; a negative one takes the reciprocal first, which is not 0
/// before the result is.
INLINE vf power_whole(vf x, real exponent) {
  vf result = splat(1), square = exponent < 0 ? 1 / x : x;
  for (int n = (int)(exponent < 0 ? -exponent : exponent); n > 0; n >>= 1) {
    if (n & 1) result *= square;
    square *= square;
  }
  return result;
}

/// Square root, but √−∞ = ∞ and √−0 = 0 as C's pow has them.
INLINE vf power_half(vf x) { return choose(x == -INFINITY, splat(INFINITY), square_root(x) + 0); }
