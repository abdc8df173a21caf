// Vectors of NN_LANES elements and what all levels do with them. The compiler joins no multiplication with an addition by
// itself: `fused` says where it should, so that an operation has the same bits in every kernel that it is a part of.
#pragma clang fp contract(off)

#ifdef __OPTIMIZE__
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE static inline  // what is inlined but not optimised takes half a minute to compile
#endif

typedef real vf __attribute__((ext_vector_type(NN_LANES)));
typedef whole vi __attribute__((ext_vector_type(NN_LANES)));
/// At any address.
typedef real unaligned __attribute__((ext_vector_type(NN_LANES), aligned(sizeof(real))));

/// As an operand of __asm__: a vector that stays in its register.
#if defined(__x86_64__)
#define NN_IN_REGISTER(x) "+v"(x)
#else
#define NN_IN_REGISTER(x) "+w"(x)
#endif

INLINE vf splat(real x) { return (vf)(x); }
INLINE vi splat_bits(whole x) { return (vi)(x); }
INLINE vi bits(vf x) { return (vi)x; }
INLINE vf from_bits(vi x) { return (vf)x; }
/// Lane by lane, where a comparison said yes (all bits set) a, elsewhere b.
INLINE vf choose(vi yes, vf a, vf b) { return from_bits((yes & bits(a)) | (~yes & bits(b))); }
/// a · b + c, rounded once where the processor can.
INLINE vf fused(vf a, vf b, vf c) {
#if defined(__ARM_FEATURE_FMA) || NN_BYTES > 16
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}
#define SIGN_BIT ((whole)((uint64_t)1 << (NN_ELEMENT - 1)))
INLINE vf magnitude(vf x) { return from_bits(bits(x) & ~SIGN_BIT); }
INLINE vf with_sign_of(vf x, vf sign) { return from_bits(bits(x) | (bits(sign) & SIGN_BIT)); }
/// Between these and their reciprocals the remainder of a division, and what leads to it, is exact in `quotient`.
#if NN_ELEMENT == 32
#define LEAST_DIVIDEND 0x1p-100f
#define GREATEST_DIVIDEND 0x1p+100f
#else
#define LEAST_DIVIDEND 0x1p-900
#define GREATEST_DIVIDEND 0x1p+900
#endif
INLINE int any(vi yes) { return __builtin_reduce_or(yes) != 0; }
/// Is a / b, for ordinary a, what `quotient` computes?
INLINE int divides_by_reciprocal(real b) {
#if defined(__ARM_FEATURE_FMA) || NN_BYTES > 16
  return b >= (real)0x1p-20 && b <= (real)0x1p+20;
#else
  (void)b;
  return 0;
#endif
}
/// Where `quotient` may be other than a / b.
INLINE vi is_extreme(vf a) {
  vf size = magnitude(a);
  return ((size > 0) & (size < splat(LEAST_DIVIDEND))) | ~(size < splat(GREATEST_DIVIDEND));
}
/// a / b, the same bits, where r is 1 / b, b is positive and a not extreme: a · r, made exact by its remainder. Markstein 1990,
/// doi:10.1147/rd.341.0111, theorem 8. The remainder is taken from b · q, so that −0 stays −0.
INLINE vf quotient(vf a, vf b, vf r) {
  vf q = a * r;
  return fused(-fused(q, b, -a), r, q);
}
INLINE vf square_root(vf x) { return __builtin_elementwise_sqrt(x); }
/// NaN if either is NaN.
INLINE vf larger(vf a, vf b) { return choose((a != a) | (a > b), a, b); }
INLINE vf smaller(vf a, vf b) { return choose((a != a) | (a < b), a, b); }

INLINE vf load(const real *p) { return *(const unaligned *)p; }
INLINE void store(real *p, vf x) { *(unaligned *)p = x; }

// The first `count` lanes, 0 ≤ count ≤ NN_LANES; the others are 0. Other memory is neither read nor written.
#if NN_BYTES == 64
#if NN_ELEMENT == 32
typedef __mmask16 tail_mask;
INLINE vf load_tail(const real *p, tail_mask tail) { return (vf)_mm512_maskz_loadu_ps(tail, p); }
INLINE void store_tail(real *p, vf x, tail_mask tail) { _mm512_mask_storeu_ps(p, tail, (__m512)x); }
INLINE vf keep_tail(vf x, vf other, tail_mask tail) { return (vf)_mm512_mask_blend_ps(tail, (__m512)other, (__m512)x); }
#else
typedef __mmask8 tail_mask;
INLINE vf load_tail(const real *p, tail_mask tail) { return (vf)_mm512_maskz_loadu_pd(tail, p); }
INLINE void store_tail(real *p, vf x, tail_mask tail) { _mm512_mask_storeu_pd(p, tail, (__m512d)x); }
INLINE vf keep_tail(vf x, vf other, tail_mask tail) { return (vf)_mm512_mask_blend_pd(tail, (__m512d)other, (__m512d)x); }
#endif
INLINE tail_mask make_tail(int64_t count) { return (tail_mask)((1u << count) - 1); }
#else
typedef vi tail_mask;
#if NN_LANES == 8
#define LANE_NUMBERS (vi){0, 1, 2, 3, 4, 5, 6, 7}
#elif NN_LANES == 4
#define LANE_NUMBERS (vi){0, 1, 2, 3}
#else
#define LANE_NUMBERS (vi){0, 1}
#endif
INLINE tail_mask make_tail(int64_t count) { return LANE_NUMBERS < splat_bits((whole)count); }
INLINE vf keep_tail(vf x, vf other, tail_mask tail) { return choose(tail, x, other); }
#if NN_BYTES == 32 && NN_ELEMENT == 32
INLINE vf load_tail(const real *p, tail_mask tail) { return (vf)_mm256_maskload_ps(p, (__m256i)tail); }
INLINE void store_tail(real *p, vf x, tail_mask tail) { _mm256_maskstore_ps(p, (__m256i)tail, (__m256)x); }
#elif NN_BYTES == 32
INLINE vf load_tail(const real *p, tail_mask tail) { return (vf)_mm256_maskload_pd(p, (__m256i)tail); }
INLINE void store_tail(real *p, vf x, tail_mask tail) { _mm256_maskstore_pd(p, (__m256i)tail, (__m256d)x); }
#else
INLINE vf load_tail(const real *p, tail_mask tail) {
  vf x = splat(0);
  for (int lane = 0; lane < NN_LANES; lane++)
    if (tail[lane]) x[lane] = p[lane];
  return x;
}
INLINE void store_tail(real *p, vf x, tail_mask tail) {
  for (int lane = 0; lane < NN_LANES; lane++)
    if (tail[lane]) p[lane] = x[lane];
}
#endif
#endif
INLINE vf load_some(const real *p, int64_t count) { return load_tail(p, make_tail(count)); }
INLINE void store_some(real *p, vf x, int64_t count) { store_tail(p, x, make_tail(count)); }

// All lanes folded to one number, halves onto halves, always in the same order.
typedef real v2 __attribute__((ext_vector_type(2)));
typedef real v4 __attribute__((ext_vector_type(4)));
typedef real v8 __attribute__((ext_vector_type(8)));
#define LARGER(a, b) ((((a) != (a)) | ((a) > (b))) ? (a) : (b))
#define PLUS(a, b) ((a) + (b))
#if NN_LANES == 16
#define FOLD_LANES(x, f) v8 x8 = f(x.lo, x.hi); v4 x4 = f(x8.lo, x8.hi); v2 x2 = f(x4.lo, x4.hi);
#elif NN_LANES == 8
#define FOLD_LANES(x, f) v4 x4 = f(x.lo, x.hi); v2 x2 = f(x4.lo, x4.hi);
#elif NN_LANES == 4
#define FOLD_LANES(x, f) v2 x2 = f(x.lo, x.hi);
#else
#define FOLD_LANES(x, f) v2 x2 = x;
#endif
INLINE real sum_of(vf x) {
  FOLD_LANES(x, PLUS)
  return x2.x + x2.y;
}
INLINE real largest_of(vf x) {
  FOLD_LANES(x, LARGER)
  return LARGER(x2.x, x2.y);
}

// MARK: - Sums of many numbers

/// So many numbers are added at once, in four vectors; sums of more are added exactly.
#define NN_AT_ONCE (128 * NN_LANES)

INLINE void add_exactly(exact_sum *to, double x) {
  double sum = to->high + x, part = sum - to->high, lost = (to->high - (sum - part)) + (x - part);
  to->high = sum;
  if (lost == lost) to->low += lost;  // not where the sum is infinite or NaN
}
