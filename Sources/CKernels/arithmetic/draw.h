// Random numbers that depend on nothing but a seed, a counter and their place.
#include "kernels.h"

/// Number `index` of the SplitMix64 sequence of a seed.
static inline uint64_t split_mix(uint64_t seed, uint64_t index) {
  uint64_t z = seed + (index + 1) * UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

static void run_draw(const void *step, const nn_chunk *chunk) {
  const nn_draw_step *s = step;
  real t = *nn_at(s->counter, chunk);
  uint64_t key = split_mix(s->seed, t >= 0 && t < (real)0x1p63 ? (uint64_t)(t + (real)0.5) : 0);
  real *y = nn_at(s->y, chunk);
  uint64_t first = (uint64_t)(chunk->begin * s->perExample);
  for (int64_t i = 0; i < chunk->count * s->perExample; i++)
    y[i] = (real)(int32_t)(split_mix(key, first + (uint64_t)i) >> 40) * (real)0x1p-24;
}
