// Exponential, logarithm and what is made of them, for vectors of Float64. NaN stays NaN.
//
// The polynomials for eʳ and erf are minimax fits on the reduced interval; those for log, sine and cosine, and the parts of
// π/2, are those of fdlibm (Sun Microsystems 1993).

typedef uint64_t vu __attribute__((ext_vector_type(NN_LANES)));

#define TO_WHOLE 0x1.8p52  // adding it rounds to a whole number that lies in the lowest bits
#define LN2_HIGH 0x1.62e42feep-1
#define LN2_LOW 0x1.a39ef35793c76p-33

/// Whole numbers of magnitude below 2⁵¹.
INLINE vf to_real(vi n) { return from_bits(n + bits(splat(TO_WHOLE))) - TO_WHOLE; }

/// a · b − p, where p is a · b rounded.
INLINE vf product_error(vf a, vf b, vf p) {
#if defined(__ARM_FEATURE_FMA) || NN_BYTES > 16
  return fused(a, b, -p);
#else
  const double half = 0x1.0000002p27;  // Dekker 1971, doi:10.1007/BF01397083
  vf a1 = a * half - (a * half - a), a2 = a - a1, b1 = b * half - (b * half - b), b2 = b - b1;
  return ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2;
#endif
}

/// x · 2ⁿ for whole n from −2046 to 2046.
INLINE vf scale_by_power_of_two(vf x, vi n) {
  vi half = (vi)((vu)(n + 2048) >> 1) - 1024;
  return x * from_bits((half + 1023) << 52) * from_bits((n - half + 1023) << 52);
}

/// x = n · ln 2 + r + rest with whole n and |r| ≤ ln 2 / 2; |x| < 2⁴⁰. ln 2 is split so that n · LN2_HIGH is exact.
typedef struct {
  vi n;
  vf r, rest;
} reduced;

INLINE reduced reduce_by_ln2(vf x) {
  vf shifted = fused(x, splat(0x1.71547652b82fep0), splat(TO_WHOLE));
  vf n = shifted - TO_WHOLE;
  vf high = fused(n, splat(-LN2_HIGH), x);
  vf r = fused(n, splat(-LN2_LOW), high);
  return (reduced){bits(shifted) - bits(splat(TO_WHOLE)), r, fused(n, splat(-LN2_LOW), high - r)};
}

/// eʳ − 1 for |r| ≤ ln 2 / 2, as r + r² · q(r) with q ≈ (eʳ − 1 − r) / r².
INLINE vf exp_minus_one_reduced(vf r, vf rest) {
  vf q = fused(r, splat(0x1.1f730349868cep-29), splat(0x1.af4de97ca4194p-26));
  q = fused(q, r, splat(0x1.27e4db646b17ep-22));
  q = fused(q, r, splat(0x1.71de0231960ebp-19));
  q = fused(q, r, splat(0x1.a01a01a6d889cp-16));
  q = fused(q, r, splat(0x1.a01a01abe7fe1p-13));
  q = fused(q, r, splat(0x1.6c16c16c162d4p-10));
  q = fused(q, r, splat(0x1.11111111100dcp-7));
  q = fused(q, r, splat(0x1.5555555555556p-5));
  q = fused(q, r, splat(0x1.5555555555557p-3));
  q = fused(q, r, splat(0.5));
  return r + fused(q, r * r, fused(rest, r, rest));
}

/// e to the x + rest, where rest is small beside x.
INLINE vf exp_of_sum(vf x, vf rest) {
  vi vanishes = x < -746;
  x = choose(x > 710, splat(710), x);
  x = choose(vanishes, splat(0), x);
  reduced part = reduce_by_ln2(x);
  rest += part.rest;
  vf r = part.r + rest;
  vf result = scale_by_power_of_two(exp_minus_one_reduced(r, (part.r - r) + rest) + 1, part.n);
  return choose(vanishes, splat(0), result);
}

INLINE vf exp_of(vf x) { return exp_of_sum(x, splat(0)); }

/// For x from −60 to 710.
INLINE vf expm1_near(vf x) {
  reduced part = reduce_by_ln2(x);
  vf less = exp_minus_one_reduced(part.r, part.rest);
  vf power = from_bits((part.n + 1023) << 52);
  return fused(less, power, power - 1);
}

INLINE vf expm1_of(vf x) {
  vf near = choose(x < -60, splat(-60), choose(x > 60, splat(60), x));
  return choose(x == 0, x, choose(x > 60, exp_of(x), expm1_near(near)));
}

typedef struct {
  vf e, f;
} mantissa;

/// x = 2ᵉ · (1 + f), √½ ≤ 1 + f < √2, for positive numbers.
INLINE mantissa mantissa_of(vf x) {
  vi tiny = x < 0x1p-1022;
  vf scaled = choose(tiny, x * 0x1p54, x);
  vi exponent = (vi)((vu)(bits(scaled) - 0x3fe6a09e667f3bcd + ((whole)1024 << 52)) >> 52) - 1024;
  vf f = from_bits(bits(scaled) - (exponent << 52)) - 1;
  return (mantissa){to_real(exponent) - choose(tiny, splat(54), splat(0)), f};
}

/// e · ln 2 + log(1 + f) + rest, with log(1 + f) = f − f²/2 + s · (f²/2 + R(s²)), s = f / (2 + f).
INLINE vf log_from(mantissa x, vf rest) {
  vf f = x.f, s = f / (2 + f), z = s * s, half = f * f * 0.5;
  vf r = fused(z, splat(0x1.2f112df3e5244p-3), splat(0x1.39a09d078c69fp-3));
  r = fused(r, z, splat(0x1.7466496cb03dep-3));
  r = fused(r, z, splat(0x1.c71c51d8e78afp-3));
  r = fused(r, z, splat(0x1.2492494229359p-2));
  r = fused(r, z, splat(0x1.999999997fa04p-2));
  r = fused(r, z, splat(0x1.5555555555593p-1));
  vf small = fused(s, half + z * r, fused(x.e, splat(LN2_LOW), rest));
  return x.e * LN2_HIGH - ((half - small) - f);
}

/// With m = e²ˣ − 1: tanh x = m / (m + 2), for |x|; the sign is put back.
INLINE vf tanh_of(vf x) {
  vf y = magnitude(x);
  y = choose(y > 20, splat(20), y);
  vf m = expm1_near(y + y);
  return with_sign_of(m / (m + 2), x);
}

/// Below 0.9, erf x = x + x · q(x²) with q(x²) ≈ erf x / x − 1; above, 1 − exp(−g(x)) with g ≈ −log(1 − erf x); from 6 on
/// it is 1 to the last place. All for |x|; the sign is put back.
INLINE vf erf_of(vf x) {
  vf y = magnitude(x);
  y = choose(y > 6, splat(6), y);
  vf square = y * y;
  vf q = fused(square, splat(-0x1.d2f667da9b81bp-31), splat(0x1.e2ce2646d66cbp-27));
  q = fused(q, square, splat(-0x1.5d8926e69e361p-23));
  q = fused(q, square, splat(0x1.b9b82879bf4f3p-20));
  q = fused(q, square, splat(-0x1.f4cf6a5de9cf3p-17));
  q = fused(q, square, splat(0x1.f9a307176ef13p-14));
  q = fused(q, square, splat(-0x1.c02db31c72a35p-11));
  q = fused(q, square, splat(0x1.565bcd0a60cdcp-8));
  q = fused(q, square, splat(-0x1.b82ce31273114p-6));
  q = fused(q, square, splat(0x1.ce2f21a042822p-4));
  q = fused(q, square, splat(-0x1.812746b0379e3p-2));
  q = fused(q, square, splat(0x1.06eba8214db69p-3));
  vf u = y - 0.9;
  vf g = fused(u, splat(-0x1.867ec3d72e832p-40), splat(0x1.5b1cbf8531d22p-35));
  g = fused(g, u, splat(-0x1.1d6d701875872p-31));
  g = fused(g, u, splat(0x1.1f8040b73207ep-28));
  g = fused(g, u, splat(-0x1.88c65a732244dp-26));
  g = fused(g, u, splat(0x1.74272ec96266ap-24));
  g = fused(g, u, splat(-0x1.b986b55140aa9p-23));
  g = fused(g, u, splat(0x1.1efe43b7db322p-24));
  g = fused(g, u, splat(0x1.162e80232a5d7p-19));
  g = fused(g, u, splat(-0x1.8718a3a05eae0p-17));
  g = fused(g, u, splat(0x1.33dc30deb820ep-15));
  g = fused(g, u, splat(-0x1.b18f5520ae228p-15));
  g = fused(g, u, splat(-0x1.b96bdfc581de5p-13));
  g = fused(g, u, splat(0x1.14f90a2b5c2e0p-9));
  g = fused(g, u, splat(-0x1.6a52f76309a89p-7));
  g = fused(g, u, splat(0x1.7701725c4be94p-5));
  g = fused(g, u, splat(0x1.a8f7f53983079p-1));
  g = fused(g, u, splat(0x1.3c5e810843ce7p+1));
  g = fused(g, u, splat(0x1.9816c1d4b3aa3p+0));
  return with_sign_of(choose(y < 0.9, fused(y, q, y), 1 - exp_of(-g)), x);
}

/// From here on Φ(−x) is 0, and e^(−x²/2) too.
#define NORMAL_END 39.0
/// Φ(−x) · e^(x²/2) for x from 0 to NORMAL_END, to 4 · 10⁻¹⁶ of it: r(t) / (x + 4) with t = (x − 4) / (x + 4).
INLINE vf normal_tail_ratio(vf x) {
  vf sum = x + 4, t = (x - 4) / sum;
  vf r = fused(t, splat(-0x1.0959f1400a390p-30), splat(0x1.3fb7ce475a168p-34));
  r = fused(r, t, splat(0x1.de6d02a26289cp-27));
  r = fused(r, t, splat(0x1.f4eaa9c85bbb0p-27));
  r = fused(r, t, splat(-0x1.480d99ae63529p-24));
  r = fused(r, t, splat(-0x1.4b471811b0210p-23));
  r = fused(r, t, splat(0x1.1b207d62865e8p-22));
  r = fused(r, t, splat(0x1.11c074ae9e33fp-20));
  r = fused(r, t, splat(-0x1.4f9d808db1d2fp-21));
  r = fused(r, t, splat(-0x1.8d35cd874dc01p-18));
  r = fused(r, t, splat(0x1.7fdd9eeeb883fp-21));
  r = fused(r, t, splat(0x1.26cf8dea72ab1p-15));
  r = fused(r, t, splat(-0x1.0011cb7c88079p-19));
  r = fused(r, t, splat(-0x1.e4a415fb8cca5p-13));
  r = fused(r, t, splat(0x1.17a4a6b9505f7p-13));
  r = fused(r, t, splat(0x1.ab825f7e9996dp-10));
  r = fused(r, t, splat(-0x1.c81719cabcedep-9));
  r = fused(r, t, splat(-0x1.ee2761034c407p-8));
  r = fused(r, t, splat(0x1.eec4cc3e4560cp-5));
  r = fused(r, t, splat(-0x1.7dff2bff6889ap-3));
  r = fused(r, t, splat(0x1.8c6dbf2cfc2fdp-2));
  r = fused(r, t, splat(-0x1.373e3a893c287p-1));
  r = fused(r, t, splat(0x1.82b4bb8c94dcep-1));
  return r / sum;
}

/// x = n · π/2 + r + rest with whole n and |r| ≤ π/4; sin x or cos x is then ± sin r or ± cos r, by n's last two bits. π/2 is
/// given in parts so that their products with n are exact up to FAR.
#define PI_2_FIRST 0x1.921fb544p0
#define PI_2_SECOND 0x1.0b4611a6p-34
#define PI_2_THIRD 0x1.3198a2ep-69
#define PI_2_REST 0x1.b839a252049c1p-104
#define FAR 0x1p19

/// sin x, or with `quarters` = 1 cos x = sin(x + π/2). Numbers beyond FAR, which are rare, are left to the C library.
INLINE vf sine_of(vf x, whole quarters) {
  vi near = magnitude(x) < FAR;
  vf y = choose(near, x, splat(0)), shifted = y * 0x1.45f306dc9c883p-1 + TO_WHOLE, n = shifted - TO_WHOLE;
  vi quadrant = bits(shifted) + quarters;
  vf first = y - n * PI_2_FIRST, second = n * PI_2_SECOND, third = n * PI_2_THIRD;
  vf w = first - second, lost = (first - w) - second;
  vf v = w - third, low = lost + (((w - v) - third) - n * PI_2_REST);
  vf r = v + low, rest = (v - r) + low;
  vf z = r * r, cube = z * r;
  vf s = fused(z, splat(0x1.5d93a5acfd57cp-33), splat(-0x1.ae5e68a2b9cebp-26));
  s = fused(s, z, splat(0x1.71de357b1fe7dp-19));
  s = fused(s, z, splat(-0x1.a01a019c161d5p-13));
  s = fused(s, z, splat(0x1.111111110f8a6p-7));
  vf sine = r - ((z * (0.5 * rest - cube * s) - rest) - cube * -0x1.5555555555549p-3);
  vf c = fused(z, splat(-0x1.8fae9be8838d4p-37), splat(0x1.1ee9ebdb4b1c4p-29));
  c = fused(c, z, splat(-0x1.27e4f809c52adp-22));
  c = fused(c, z, splat(0x1.a01a019cb1590p-16));
  c = fused(c, z, splat(-0x1.6c16c16c15177p-10));
  c = fused(c, z, splat(0x1.555555555554cp-5));
  vf half = 0.5 * z, most = 1 - half;
  vf cosine = most + (((1 - most) - half) + (z * (z * c) - r * rest));
  vf result = choose((quadrant & 1) != 0, cosine, sine);
  result = from_bits(bits(result) ^ ((quadrant & 2) << 62));
  if (!quarters) result = choose(x == 0, x, result);
  if (__builtin_reduce_or(~near))
    for (int lane = 0; lane < NN_LANES; lane++)
      if (!near[lane]) result[lane] = quarters ? cos(x[lane]) : sin(x[lane]);
  return result;
}

/// log x for a positive finite number as high + low, exact to about 2⁻⁶⁵ of it: with s = f / (2 + f), z = s²,
/// log(1 + f) = 2s · (1 + z/3 + z²/5 + …). The first two terms are computed with a rest of their own.
typedef struct {
  vf high, low;
} split;

INLINE split split_log(vf x) {
  mantissa parts = mantissa_of(x);
  vf f = parts.f, d = f + 2, dLow = f - (d - 2);
  vf s = f / d, p = s * d, sLow = (((f - p) - product_error(s, d, p)) - s * dLow) / d;
  vf z = s * s, zLow = product_error(s, s, z) + 2 * s * sLow;
  vf t = z * (1. / 3), tLow = product_error(z, splat(1. / 3), t) + (z * 0x1.5555555555555p-56 + zLow * (1. / 3));
  vf u = splat(1. / 25);
  for (int n = 23; n >= 5; n -= 2) u = fused(u, z, splat(1. / n));
  u = u * z * z;
  vf w = t + u, wLow = ((t - w) + u) + tLow;
  vf twice = 2 * s, v = twice * w, vLow = product_error(twice, w, v) + fused(twice, wLow, 2 * sLow * w);
  vf high = twice + v, low = ((twice - high) + v) + (vLow + 2 * sLow);
  vf main = parts.e * LN2_HIGH, sum = main + high;
  vf rest = ((main - sum) + high) + fused(parts.e, splat(LN2_LOW), low), rounded = sum + rest;
  return (split){rounded, (sum - rounded) + rest};
}

/// xᵖ for positive finite x.
INLINE vf power_of_ordinary(vf x, vf p) {
  split sum = split_log(x);
  vf product = p * sum.high, rest = product_error(p, sum.high, product) + p * sum.low;
  return exp_of_sum(product, choose(magnitude(product) < 800, rest, splat(0)));
}
#define GREATEST_POWER 1e25
