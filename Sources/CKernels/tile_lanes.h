// Vectors of NN_LANES floats and what all levels do with them. Included once per level, inside its target attribute.
#pragma clang fp contract(fast)

#define INLINE static inline __attribute__((always_inline))

typedef float vf __attribute__((ext_vector_type(NN_LANES)));
typedef int32_t vi __attribute__((ext_vector_type(NN_LANES)));
typedef double vd __attribute__((ext_vector_type(NN_LANES)));

INLINE vf splat(float x) { return (vf)(x); }
INLINE vi splat_bits(int32_t x) { return (vi)(x); }
INLINE vi bits(vf x) { return (vi)x; }
INLINE vf from_bits(vi x) { return (vf)x; }
/// Lane by lane, where a comparison said yes (all bits set) a, elsewhere b.
INLINE vf choose(vi yes, vf a, vf b) { return from_bits((yes & bits(a)) | (~yes & bits(b))); }
INLINE vf fused(vf a, vf b, vf c) { return a * b + c; }
INLINE vf magnitude(vf x) { return from_bits(bits(x) & 0x7fffffff); }
INLINE vf with_sign_of(vf x, vf sign) { return from_bits(bits(x) | (bits(sign) & (int32_t)0x80000000)); }
INLINE vf square_root(vf x) { return __builtin_elementwise_sqrt(x); }
/// NaN if either is NaN.
INLINE vf larger(vf a, vf b) { return choose(a != a, a, choose(a > b, a, b)); }
INLINE vf smaller(vf a, vf b) { return choose(a != a, a, choose(a < b, a, b)); }

INLINE vf load(const float *p) {
  vf x;
  memcpy(&x, p, sizeof x);
  return x;
}
INLINE void store(float *p, vf x) { memcpy(p, &x, sizeof x); }

// The last vector of a row: the first `count` lanes, 0 < count < NN_LANES. Other memory is neither read nor written.
#if NN_LANES == 16
typedef __mmask16 tail_mask;
INLINE tail_mask make_tail(int64_t count) { return (tail_mask)((1u << count) - 1); }
INLINE vf load_tail(const float *p, tail_mask tail) { return (vf)_mm512_maskz_loadu_ps(tail, p); }
INLINE void store_tail(float *p, vf x, tail_mask tail) { _mm512_mask_storeu_ps(p, tail, (__m512)x); }
INLINE vf keep_tail(vf x, vf other, tail_mask tail) { return (vf)_mm512_mask_blend_ps(tail, (__m512)other, (__m512)x); }
#elif NN_LANES == 8
typedef vi tail_mask;
INLINE tail_mask make_tail(int64_t count) { return (vi){0, 1, 2, 3, 4, 5, 6, 7} < splat_bits((int32_t)count); }
INLINE vf load_tail(const float *p, tail_mask tail) { return (vf)_mm256_maskload_ps(p, (__m256i)tail); }
INLINE void store_tail(float *p, vf x, tail_mask tail) { _mm256_maskstore_ps(p, (__m256i)tail, (__m256)x); }
INLINE vf keep_tail(vf x, vf other, tail_mask tail) { return choose(tail, x, other); }
#else
typedef int64_t tail_mask;
INLINE tail_mask make_tail(int64_t count) { return count; }
INLINE vf load_tail(const float *p, tail_mask tail) {
  vf x = splat(p[0]);
  if (tail > 1) x[1] = p[1];
  if (tail > 2) x[2] = p[2];
  return x;
}
INLINE void store_tail(float *p, vf x, tail_mask tail) {
  p[0] = x[0];
  if (tail > 1) p[1] = x[1];
  if (tail > 2) p[2] = x[2];
}
INLINE vf keep_tail(vf x, vf other, tail_mask tail) {
  return choose((vi){0, 1, 2, 3} < splat_bits((int32_t)tail), x, other);
}
#endif

// All lanes folded to one number, halves onto halves, always in the same order.
typedef float v4 __attribute__((ext_vector_type(4)));
typedef int32_t i4 __attribute__((ext_vector_type(4)));
#if NN_LANES == 16
#define QUARTERS(x, f) f(f(x.s0123, x.s89ab), f(x.s4567, x.scdef))
#elif NN_LANES == 8
#define QUARTERS(x, f) f(x.s0123, x.s4567)
#else
#define QUARTERS(x, f) x
#endif
INLINE v4 add4(v4 a, v4 b) { return a + b; }
INLINE v4 larger4(v4 a, v4 b) {
  i4 takeA = (a != a) | (a > b);
  return (v4)((takeA & (i4)a) | (~takeA & (i4)b));
}
INLINE float sum_of(vf x) {
  v4 y = QUARTERS(x, add4);
  return (y.x + y.z) + (y.y + y.w);
}
INLINE float largest_of(vf x) {
  v4 y = QUARTERS(x, larger4);
  y = larger4(y, y.zwxy);
  return larger4(y, y.yxwz).x;
}

/// x · 2ⁿ for whole n from −252 to 254, given as floats and as integers.
INLINE vf scale_by_power_of_two(vf x, vf n, vi integer) {
#if NN_LANES == 16
  (void)integer;
  return (vf)_mm512_scalef_ps((__m512)x, (__m512)n);
#else
  (void)n;
  vi half = integer >> 1;
  return x * from_bits((half + 127) << 23) * from_bits((integer - half + 127) << 23);
#endif
}
