// Exponential, logarithm and what is made of them, for vectors. The coefficients are minimax fits of the named
// quotients on the reduced interval, in float32. NaN stays NaN.

#pragma clang diagnostic ignored "-Wpsabi"  // wide vectors are passed between inlined functions only
typedef double vd __attribute__((ext_vector_type(NN_LANES)));

/// x · 2ⁿ for whole n from −252 to 254.
INLINE vf scale_by_power_of_two(vf x, vi n) {
  vi half = n >> 1;
  return x * from_bits((half + 127) << 23) * from_bits((n - half + 127) << 23);
}

/// x = n · ln 2 + r with whole n and |r| ≤ ln 2 / 2; |x| < 2²¹. ln 2 is split so that n · LN2_HIGH is exact.
#define LN2_HIGH 0x1.62e4p-1f
#define LN2_LOW 0x1.7f7d1cp-20f
typedef struct {
  vf n;
  vi integer;
  vf r;
} reduced;

INLINE reduced reduce_by_ln2(vf x) {
  const float toWhole = 0x1.8p23f;  // adding it rounds to a whole number that lies in the lowest bits
  vf shifted = fused(x, splat(0x1.715476p0f), splat(toWhole));
  vf n = shifted - toWhole;
  vf r = fused(n, splat(-LN2_LOW), fused(n, splat(-LN2_HIGH), x));
  return (reduced){n, bits(shifted) - bits(splat(toWhole)), r};
}

/// eʳ − 1 for |r| ≤ ln 2 / 2, as r + r² · q(r) with q ≈ (eʳ − 1 − r) / r².
INLINE vf exp_minus_one_reduced(vf r) {
  vf q = fused(r, splat(0x1.9f02e2p-13f), splat(0x1.6d9448p-10f));
  q = fused(q, r, splat(0x1.11127ep-7f));
  q = fused(q, r, splat(0x1.555486p-5f));
  q = fused(q, r, splat(0x1.555554p-3f));
  q = fused(q, r, splat(0.5f));
  return fused(q, r * r, r);
}

INLINE vf exp_of(vf x) {
  // Beyond these all results are 0 or infinite. (The comparisons let NaN through.) What becomes 0 must not come out of the
  // scaling: some processors take a hundred times as long for results below the normal numbers.
  vi vanishes = x < -104;
  x = choose(x > 89, splat(89), x);
  x = choose(vanishes, splat(0), x);
  reduced part = reduce_by_ln2(x);
  vf result = scale_by_power_of_two(exp_minus_one_reduced(part.r) + 1, part.integer);
  return choose(vanishes, splat(0), result);
}

/// For x from −30 to 88.
INLINE vf expm1_near(vf x) {
  reduced part = reduce_by_ln2(x);
  vf less = exp_minus_one_reduced(part.r);
  // What r lacks beside x − n · ln 2, times e^r.
  vf rest = fused(part.n, splat(-LN2_LOW), fused(part.n, splat(-LN2_HIGH), x) - part.r);
  less += fused(rest, less, rest);
  vf power = from_bits((part.integer + 127) << 23);
  return fused(less, power, power - 1);
}

INLINE vf expm1_of(vf x) {
  vf near = choose(x < -30, splat(-30), choose(x > 30, splat(30), x));
  return choose(x == 0, x, choose(x > 30, exp_of(x), expm1_near(near)));
}

typedef struct {
  vf e, f;
} mantissa;

/// x = 2ᵉ · (1 + f), √½ ≤ 1 + f < √2, for positive numbers.
INLINE mantissa mantissa_of(vf x) {
  vi tiny = x < 0x1p-126f;
  vf scaled = choose(tiny, x * 0x1p23f, x);
  vi exponent = (bits(scaled) - 0x3f3504f3) >> 23;
  vf f = from_bits(bits(scaled) - (exponent << 23)) - 1;
  return (mantissa){__builtin_convertvector(exponent, vf) - choose(tiny, splat(23), splat(0)), f};
}

/// e · ln 2 + log(1 + f) + rest, with log(1 + f) = f − f²/2 + f³ · q(f), q ≈ (log(1 + f) − f + f²/2) / f³.
INLINE vf log_from(mantissa x, vf rest) {
  vf e = x.e, f = x.f;
  vf q = fused(f, splat(0x1.14622ep-4f), splat(-0x1.de4f84p-4f));
  q = fused(q, f, splat(0x1.e6f626p-4f));
  q = fused(q, f, splat(-0x1.fc1f72p-4f));
  q = fused(q, f, splat(0x1.2336e0p-3f));
  q = fused(q, f, splat(-0x1.555c5ap-3f));
  q = fused(q, f, splat(0x1.99a4bcp-3f));
  q = fused(q, f, splat(-0x1.000006p-2f));
  q = fused(q, f, splat(0x1.555548p-2f));
  vf square = f * f;
  vf small = fused(e, splat(LN2_LOW), fused(q * f, square, fused(square, splat(-0.5f), rest)));
  vf main = e * LN2_HIGH;  // exact
  vf high = main + f;
  vf lost = choose(e == 0, splat(0), (main - high) + f);
  return high + (small + lost);
}

/// With m = e²ˣ − 1: tanh x = m / (m + 2), for |x|; the sign is put back.
INLINE vf tanh_of(vf x) {
  vf y = magnitude(x);
  y = choose(y > 10, splat(10), y);
  reduced part = reduce_by_ln2(y + y);
  vf power = from_bits((part.integer + 127) << 23);
  vf m = fused(exp_minus_one_reduced(part.r), power, power - 1);
  return with_sign_of(m / (m + 2), x);
}

/// Below 0.9, erf x = x + x · q(x²) with q(x²) ≈ erf x / x − 1; above, 1 − exp(−g(x)) with g ≈ −log(1 − erf x); from 4 on
/// it is 1 to the last place. All for |x|; the sign is put back.
INLINE vf erf_of(vf x) {
  vf y = magnitude(x);
  y = choose(y > 4, splat(4), y);
  vf square = y * y;
  vf q = fused(square, splat(-0x1.406866p-11f), splat(0x1.48be5ap-8f));
  q = fused(q, square, splat(-0x1.b6cbacp-6f));
  q = fused(q, square, splat(0x1.ce1ec2p-4f));
  q = fused(q, square, splat(-0x1.8127p-2f));
  q = fused(q, square, splat(0x1.06eba6p-3f));
  vf g = fused(y, splat(-0x1.9d8516p-13f), splat(0x1.908126p-9f));
  g = fused(g, y, splat(-0x1.6cfcdcp-6f));
  g = fused(g, y, splat(0x1.aa2312p-4f));
  g = fused(g, y, splat(0x1.462cb2p-1f));
  g = fused(g, y, splat(0x1.20b432p0f));
  g = fused(g, y, splat(0x1.743c4cp-13f));
  return with_sign_of(choose(y < 0.9f, fused(y, q, y), 1 - exp_of(-g)), x);
}

/// a · b − p, where p is a · b rounded.
INLINE vf product_error(vf a, vf b, vf p) {
#if defined(__ARM_FEATURE_FMA) || NN_BYTES > 16
  return fused(a, b, -p);
#else
  const float half = 0x1.002p12f;  // Dekker 1971, doi:10.1007/BF01397083
  vf a1 = a * half - (a * half - a), a2 = a - a1, b1 = b * half - (b * half - b), b2 = b - b1;
  return ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2;
#endif
}

/// From here on Φ(−x) is 0, and e^(−x²/2) too.
#define NORMAL_END 14.5f
/// Φ(−x) · e^(x²/2) for x from 0 to NORMAL_END, to 2 · 10⁻⁷ of it: r(t) / (x + 4) with t = (x − 4) / (x + 4).
INLINE vf normal_tail_ratio(vf x) {
  vf sum = x + 4, t = (x - 4) / sum;
  vf r = fused(t, splat(-0x1.0750a6p-13f), splat(0x1.8c5abcp-13f));
  r = fused(r, t, splat(0x1.9abfa6p-10f));
  r = fused(r, t, splat(-0x1.cd803ep-9f));
  r = fused(r, t, splat(-0x1.ed2f4ep-8f));
  r = fused(r, t, splat(0x1.eed8f4p-5f));
  r = fused(r, t, splat(-0x1.7dffeep-3f));
  r = fused(r, t, splat(0x1.8c6d90p-2f));
  r = fused(r, t, splat(-0x1.373e38p-1f));
  r = fused(r, t, splat(0x1.82b4bcp-1f));
  return r / sum;
}

/// x = n · π/2 + r with whole n and |r| ≤ π/4; sin x or cos x is then ± sin r or ± cos r, by n's last two bits. In double
/// precision: π/2 is split so that n · PI_2_HIGH is exact up to FAR.
#define PI_2_HIGH 0x1.921fb544p0
#define PI_2_LOW 0x1.0b4611a626331p-34
#define FAR 0x1p20f

/// sin x, or with `quarters` = 1 cos x = sin(x + π/2). Numbers beyond FAR, which are rare, are left to the C library.
INLINE vf sine_of(vf x, whole quarters) {
  const double toWhole = 0x1.8p52;
  vi near = magnitude(x) < FAR;
  vd y = __builtin_convertvector(choose(near, x, splat(0)), vd);
  vd n = (y * 0x1.45f306dc9c883p-1 + toWhole) - toWhole;
  vf r = __builtin_convertvector((y - n * PI_2_HIGH) - n * PI_2_LOW, vf);
  vi quadrant = __builtin_convertvector(n, vi) + quarters;
  vf square = r * r;
  // sin r ≈ r + r³ · s(r²), cos r ≈ 1 − r²/2 + r⁴ · c(r²)
  vf s = fused(square, splat(-0x1.9ac6e2p-13f), splat(0x1.110c24p-7f));
  s = fused(s, square, splat(-0x1.555552p-3f));
  vf c = fused(square, splat(0x1.9bd646p-16f), splat(-0x1.6c12cep-10f));
  c = fused(c, square, splat(0x1.555554p-5f));
  vf sine = fused(s, square * r, r), cosine = fused(c, square * square, fused(square, splat(-0.5f), splat(1)));
  vf result = choose((quadrant & 1) != 0, cosine, sine);
  result = from_bits(bits(result) ^ ((quadrant & 2) << 30));
  if (!quarters) result = choose(x == 0, x, result);
  if (__builtin_reduce_or(~near))
    for (int lane = 0; lane < NN_LANES; lane++)
      if (!near[lane]) result[lane] = quarters ? cosf(x[lane]) : sinf(x[lane]);
  return result;
}

typedef int64_t vl __attribute__((ext_vector_type(NN_LANES)));
typedef uint64_t vul __attribute__((ext_vector_type(NN_LANES)));

/// log x for a positive finite number, in double precision, to about 2⁻⁴⁰ of it: with s = f / (2 + f), z = s²,
/// log(1 + f) = 2s · (1 + z/3 + z²/5 + …).
INLINE vd wide_log(vf x) {
  vd wide = __builtin_convertvector(x, vd);
  vl exponent = (vl)((vul)((vl)wide - 0x3fe6a09e667f3bcd + ((int64_t)1024 << 52)) >> 52) - 1024;
  vd f = (vd)((vl)wide - (exponent << 52)) - 1, s = f / (f + 2), z = s * s;
  vd sum = (vd)(1. / 15);
  for (int n = 13; n >= 1; n -= 2) sum = sum * z + 1. / n;
  vd e = (vd)(exponent + (vl)(vd)0x1.8p52) - 0x1.8p52;
  return e * 0x1.62e42fefa39efp-1 + 2 * s * sum;
}

/// eˣ in double precision, to about 2⁻³⁷ of it, rounded to Float32.
INLINE vf wide_exp(vd x) {
  x = x < -200 ? (vd)-200 : x;
  x = x > 200 ? (vd)200 : x;
  vd shifted = x * 0x1.71547652b82fep0 + 0x1.8p52, n = shifted - 0x1.8p52, r = x - n * 0x1.62e42fefa39efp-1;
  vd sum = (vd)1;
  for (int k = 9; k >= 1; k--) sum = sum * r * (1. / k) + 1;
  return __builtin_convertvector(sum * (vd)(((vl)shifted - (vl)(vd)0x1.8p52 + 1023) << 52), vf);
}

/// xᵖ for positive finite x.
INLINE vf power_of_ordinary(vf x, vf p) { return wide_exp(__builtin_convertvector(p, vd) * wide_log(x)); }
#define GREATEST_POWER 1e10f
