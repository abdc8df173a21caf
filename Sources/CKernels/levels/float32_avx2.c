// 256-bit vectors: x86-64 with AVX2 and FMA.
#if defined(__x86_64__)
#include <immintrin.h>
#define NN_ELEMENT 32
#include "../element.h"
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NN_BYTES 32
#define NN_LEVEL NN_TYPED(nn_avx2)
#include "level.h"
#pragma clang attribute pop
#endif
