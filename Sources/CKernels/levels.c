// Compiles the kernels of products and pooling once for each instruction set and chooses among them at run time.
#include "product.h"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#pragma clang fp contract(fast)

#define NN_KERNELS                                                                                                    \
  {                                                                                                                   \
    LEVEL(product), LEVEL(packed), LEVEL(dots), LEVEL(channelwise), LEVEL(add), LEVEL(pool), LEVEL(pool_gradient),    \
        NN_TILE_ROWS, 2 * NN_LANES,                                                                                   \
  }

#define NN_LEVEL generic
#define NN_LANES 4
#include "lanes.h"
#include "product_body.h"
#include "packed_body.h"
#include "pool_body.h"
static const nn_kernels generic_kernels = NN_KERNELS;

#if defined(__x86_64__)
#include "levels_undefine.h"
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NN_LEVEL avx2
#define NN_LANES 8
#include "lanes.h"
#include "product_body.h"
#include "packed_body.h"
#include "pool_body.h"
static const nn_kernels avx2_kernels = NN_KERNELS;
#pragma clang attribute pop

#include "levels_undefine.h"
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)
#define NN_LEVEL avx512
#define NN_LANES 16
#include "lanes.h"
#include "product_body.h"
#include "packed_body.h"
#include "pool_body.h"
static const nn_kernels avx512_kernels = NN_KERNELS;
#pragma clang attribute pop
#endif

const nn_kernels *nn_current_kernels(void) {
#if defined(__x86_64__)
  switch (nn_current_isa()) {
    case NN_AVX512: return &avx512_kernels;
    case NN_AVX2: return &avx2_kernels;
    default: break;
  }
#endif
  return &generic_kernels;
}
