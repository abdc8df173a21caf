// The kernels of tile steps with 512-bit vectors: x86-64 with AVX-512.
#if defined(__x86_64__)
#include "tile.h"

#include <math.h>
#include <string.h>
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)
#define NN_LANES 16
#define NN_TABLE nn_tile_avx512
#include "tile_body.h"
#pragma clang attribute pop
#endif
