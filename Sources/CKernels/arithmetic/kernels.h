// What is compiled for each instruction set and element type, and what the files that use it share.
#pragma once
#include "../element.h"
#include "../tile.h"

/// One of the nested sums of a product: how many terms, and how far A and B move from one to the next.
typedef struct {
  int64_t count, a, b;
} nn_sum;

/// C[i, j] (+)= Σ_outer Σ_inner Σ_term A[i · aRow + moves of a] · B[j + moves of b]
///
/// The columns of B and C are contiguous. Three nested sums say what a convolution needs (kernel rows, kernel
/// columns, channels) without copying windows; a matrix product has one. The order of the additions depends on these
/// numbers only.
typedef struct {
  int64_t rows, columns, aRow, cRow;
  nn_sum outer, inner, term;
  /// Add to C instead of storing.
  int32_t accumulate;
} nn_product;

/// A sum of one term.
#define NN_ONCE ((nn_sum){1, 0, 0})

/// y[c] (+)= Σ_outer Σ_inner x[moves of a + c] · w[moves of b + c]: the products of one channel with itself.
typedef struct {
  int64_t channels;
  nn_sum outer, inner;
  int32_t accumulate;
} nn_channelwise;

/// A tile's part of a product whose operands are packed: A's rows side by side, and a panel of B, term after term.
typedef struct {
  const real *a, *b;
  int64_t terms, cRow;
  int32_t accumulate;
} nn_packed;

/// A sum whose additions lose nothing to speak of: high + low.
typedef struct {
  double high, low;
} exact_sum;

/// Computes `rows` rows of `columns` numbers (rows ≥ 1).
typedef void (*nn_tile_kernel)(const nn_tile_op *op, real *const *registers, int64_t rows, int64_t columns);

/// The kernels that are compiled for each instruction set.
typedef struct {
  void (*product)(const nn_product *p, const real *a, const real *b, real *c);
  /// One tile: of `rows` (1 … tileRows) rows of A, and `columns` (1 … panel) of those that the panel has room for.
  void (*packed)(const nn_packed *p, real *c, int64_t rows, int64_t columns);
  /// y[i · yStride] (+)= Σ_k a[i · aRow + k] · x[k]
  void (*dots)(int64_t rows, int64_t k, const real *a, int64_t aRow, const real *x, real *y, int64_t yStride,
               int32_t accumulate);
  void (*channelwise)(const nn_channelwise *p, const real *x, const real *w, real *y);
  /// y += x
  void (*add)(int64_t count, const real *x, real *y);
  /// high + low += x, where `low` gets what an addition to `high` loses.
  void (*collect)(int64_t count, const real *x, real *high, real *low);
  /// Max pooling of `count` images.
  void (*pool)(const nn_pool_step *s, int64_t count, const real *x, real *y);
  /// With `alone` no pixel lies in two windows: dx is stored; otherwise added to.
  void (*pool_gradient)(
      const nn_pool_step *s, int32_t alone, int64_t count, const real *x, const real *dy, real *dx);
  /// Rows and columns of a tile.
  int32_t tileRows, panel;
  /// y[r · yStep + c] = x[r · xStep + c]
  void (*copy)(real *y, int64_t yStep, const real *x, int64_t xStep, int64_t rows, int64_t columns);
  nn_tile_kernel tile[NN_TILE_KERNELS][NN_PATTERNS];
} nn_kernels;

extern const nn_kernels NN_TYPED(nn_generic), NN_TYPED(nn_avx2), NN_TYPED(nn_avx512);

/// For the instruction set in use.
static inline const nn_kernels *nn_current_kernels(void) {
#if defined(__x86_64__)
  switch (nn_current_isa()) {
    case NN_AVX512: return &NN_TYPED(nn_avx512);
    case NN_AVX2: return &NN_TYPED(nn_avx2);
    default: break;
  }
#endif
  return &NN_TYPED(nn_generic);
}

/// Does some window of max pooling reach over the image's border?
static inline int nn_pool_is_padded(const nn_pool_step *s) {
  return s->padTop > 0 || s->padLeft > 0 || (s->outHeight - 1) * s->strideY + s->windowHeight > s->height
         || (s->outWidth - 1) * s->strideX + s->windowWidth > s->width;
}

/// C (+)= A · B, as matrix.c has it; sizes and strides of a step, multiplied by the chunk's count.
typedef struct {
  int64_t m, n, k, aRow, aColumn, bRow, bColumn, cRow;
  int32_t accumulate;
} nn_shape;

static inline real *nn_at(nn_place place, const nn_chunk *chunk) {
  return (real *)chunk->bases[place.space] + place.offset + chunk->begin * place.perExample;
}

/// With few channels the filter gradient is worth a padded copy of each image: it takes a whole kernel row at once
/// (28 × 28 × 1, 5 × 5 → 16, 64 images: 0.45 → 0.21 ms; forward has nothing to gain from it).
static inline int nn_wants_padded(const nn_convolution_step *s) {
  return s->channels < 8 && s->groups == 1 && s->dilationX == 1;
}
static inline int32_t nn_padded_width(const nn_convolution_step *s) {
  return (s->outWidth - 1) * s->strideX + (s->kernelWidth - 1) * s->dilationX + 1;
}
