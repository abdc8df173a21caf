// 512-bit vectors: x86-64 with AVX-512.
#if defined(__x86_64__)
#include <immintrin.h>
#define NN_ELEMENT 32
#include "../element.h"
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)
#define NN_BYTES 64
#define NN_LEVEL NN_TYPED(nn_avx512)
#include "level.h"
#pragma clang attribute pop
#endif
