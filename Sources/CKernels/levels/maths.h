// Functions of vectors.
#if NN_ELEMENT == 32
#include "maths_float32.h"
#else
#include "maths_float64.h"
#endif

/// eˣ / (1 + eˣ) below 0, where 1 / (1 + e⁻ˣ) would be 0 too early.
INLINE vf sigmoid_of(vf x) {
  vf power = exp_of(-magnitude(x));
  return choose(x < 0, power, splat(1)) / (1 + power);
}

INLINE vf floor_of(vf x) { return __builtin_elementwise_floor(x); }

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
