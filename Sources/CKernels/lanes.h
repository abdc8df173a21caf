// The vectors of one instruction set, for a body file that is compiled once for each.
//
// The including file defines NN_LEVEL (generic, avx2, avx512) and NN_LANES (4, 8, 16) first; LEVEL(f) names a
// function of
// that level. No include guard: each level wants its own types.
#define NN_JOIN_EXPANDED(name, level) name##_##level
#define NN_JOIN(name, level) NN_JOIN_EXPANDED(name, level)
#define LEVEL(name) NN_JOIN(name, NN_LEVEL)
#define NN_INLINE static inline __attribute__((always_inline))

typedef float LEVEL(vector) __attribute__((vector_size(NN_LANES * 4)));
typedef float LEVEL(unaligned) __attribute__((vector_size(NN_LANES * 4), aligned(4)));
typedef int32_t LEVEL(lanes) __attribute__((vector_size(NN_LANES * 4)));

NN_INLINE LEVEL(vector) LEVEL(load)(const float *from) { return *(const LEVEL(unaligned) *)from; }
NN_INLINE void LEVEL(store)(float *to, LEVEL(vector) value) { *(LEVEL(unaligned) *)to = value; }
NN_INLINE LEVEL(vector) LEVEL(splat)(float value) { return value - (LEVEL(vector)){}; }

/// The first `count` (1 … lanes) floats and zeros; nothing beyond them is read.
NN_INLINE LEVEL(vector) LEVEL(load_some)(const float *from, int64_t count) {
#if NN_LANES == 16
  return _mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
#elif NN_LANES == 8
  LEVEL(lanes) index = {0, 1, 2, 3, 4, 5, 6, 7};
  return _mm256_maskload_ps(from, (__m256i)(index < (int32_t)count));
#else
  switch (count) {
    case 1: return (LEVEL(vector)){from[0]};
    case 2: return (LEVEL(vector)){from[0], from[1]};
    case 3: return (LEVEL(vector)){from[0], from[1], from[2]};
    default: return LEVEL(load)(from);
  }
#endif
}

/// Stores the first `count` (1 … lanes) floats; nothing beyond them is written.
NN_INLINE void LEVEL(store_some)(float *to, LEVEL(vector) value, int64_t count) {
#if NN_LANES == 16
  _mm512_mask_storeu_ps(to, (__mmask16)((1u << count) - 1), value);
#elif NN_LANES == 8
  LEVEL(lanes) index = {0, 1, 2, 3, 4, 5, 6, 7};
  _mm256_maskstore_ps(to, (__m256i)(index < (int32_t)count), value);
#else
  if (count == NN_LANES) LEVEL(store)(to, value);
  else for (int64_t lane = 0; lane < count; lane++) to[lane] = value[lane];
#endif
}

/// yes where `which` is −1, no where it is 0.
NN_INLINE LEVEL(vector) LEVEL(choose)(LEVEL(lanes) which, LEVEL(vector) yes, LEVEL(vector) no) {
  return (LEVEL(vector))((which & (LEVEL(lanes))yes) | (~which & (LEVEL(lanes))no));
}

/// The sum of the lanes, halves first.
NN_INLINE float LEVEL(sum)(LEVEL(vector) v) {
#if NN_LANES == 16
  __m256 half = _mm256_add_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1));
  __m128 quarter = _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
#elif NN_LANES == 8
  __m128 quarter = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
#else
  LEVEL(vector) quarter = v;
#endif
  return (quarter[0] + quarter[2]) + (quarter[1] + quarter[3]);
}
