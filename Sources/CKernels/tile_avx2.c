// The kernels of tile steps with 256-bit vectors: x86-64 with AVX2 and FMA.
#if defined(__x86_64__)
#include "tile.h"

#include <math.h>
#include <string.h>
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NN_LANES 8
#define NN_TABLE nn_tile_avx2
#include "tile_body.h"
#pragma clang attribute pop
#endif
