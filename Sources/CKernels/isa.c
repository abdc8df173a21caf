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
static _Thread_local int forced = unknown;

nn_isa nn_best_isa(void) {
  int level = atomic_load_explicit(&best, memory_order_relaxed);
  if (level == unknown) {
    level = detect();
    atomic_store_explicit(&best, level, memory_order_relaxed);
  }
  return (nn_isa)level;
}

nn_isa nn_current_isa(void) {
  if (forced != unknown) return (nn_isa)forced;
  int level = atomic_load_explicit(&current, memory_order_relaxed);
  return level == unknown ? nn_best_isa() : (nn_isa)level;
}

static nn_isa possible(nn_isa level) {
  nn_isa highest = nn_best_isa();
  return level > highest ? highest : level;
}

void nn_use_isa(nn_isa level) { atomic_store_explicit(&current, (int)possible(level), memory_order_relaxed); }

int nn_forced_isa(void) { return forced; }

void nn_force_isa(int level) { forced = level == unknown ? unknown : (int)possible((nn_isa)level); }
