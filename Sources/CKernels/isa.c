// Which instruction set the kernels use.
#include "CKernels.h"

#include <stdatomic.h>

static nn_isa detect(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
      && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma"))
    return NN_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return NN_AVX2;
#endif
  return NN_GENERIC;
}

static const int unknown = -1;
static _Atomic int best = unknown;
static _Atomic int current = unknown;

nn_isa nn_best_isa(void) {
  int level = atomic_load_explicit(&best, memory_order_relaxed);
  if (level == unknown) {
    level = detect();
    atomic_store_explicit(&best, level, memory_order_relaxed);
  }
  return (nn_isa)level;
}

nn_isa nn_current_isa(void) {
  int level = atomic_load_explicit(&current, memory_order_relaxed);
  return level == unknown ? nn_best_isa() : (nn_isa)level;
}

nn_isa nn_use_isa(nn_isa level) {
  nn_isa highest = nn_best_isa();
  nn_isa used = level > highest ? highest : level;
  atomic_store_explicit(&current, (int)used, memory_order_relaxed);
  return used;
}
