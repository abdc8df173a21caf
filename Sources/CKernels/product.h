// What the files of this folder share about products, convolutions and pooling.
#pragma once
#include <stddef.h>
#include "CKernels.h"

/// One of the nested sums of a product: how many terms, and how far A and B move from one to the next.
typedef struct {
  int64_t count, a, b;
} nn_sum;

/// C[i, j] (+)= Σ_outer Σ_inner Σ_term A[i · aRow + moves of a] · B[j + moves of b]
///
/// The columns of B and C are contiguous. Three nested sums say what a convolution needs (kernel rows, kernel
/// columns,
/// channels) without copying windows; a matrix product has one. The order of the additions depends on these
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
  const float *a, *b;
  int64_t terms, cRow;
  int32_t accumulate;
} nn_packed;

/// The kernels that are compiled for each instruction set.
typedef struct {
  void (*product)(const nn_product *p, const float *a, const float *b, float *c);
  /// One tile: of `rows` (1 … tileRows) rows of A, and `columns` (1 … panel) of those that the panel has room for.
  void (*packed)(const nn_packed *p, float *c, int64_t rows, int64_t columns);
  /// y[i · yStride] (+)= Σ_k a[i · aRow + k] · x[k]
  void (*dots)(int64_t rows, int64_t k, const float *a, int64_t aRow, const float *x, float *y, int64_t yStride,
               int32_t accumulate);
  void (*channelwise)(const nn_channelwise *p, const float *x, const float *w, float *y);
  /// y += x
  void (*add)(int64_t count, const float *x, float *y);
  /// Max pooling of `count` images.
  void (*pool)(const nn_pool_step *s, int64_t count, const float *x, float *y);
  /// With `alone` no pixel lies in two windows: dx is stored; otherwise added to.
  void (*pool_gradient)(
      const nn_pool_step *s, int32_t alone, int64_t count, const float *x, const float *dy, float *dx);
  /// Rows and columns of a tile.
  int32_t tileRows, panel;
} nn_kernels;

const nn_kernels *nn_current_kernels(void);

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

/// Is the product so large that both operands are packed?
int nn_packs(int64_t m, int64_t n, int64_t k);
void nn_packed_run(const nn_shape *s, const float *a, const float *b, float *c, float *scratch);

static inline float *nn_at(nn_place place, const nn_chunk *chunk) {
  return chunk->bases[place.space] + place.offset + chunk->begin * place.perExample;
}

/// y[j · yRow + i] = x[i · xRow + j] for i < rows, j < columns.
void nn_transpose(int64_t rows, int64_t columns, const float *x, int64_t xRow, float *y, int64_t yRow);

/// With few channels the filter gradient is worth a padded copy of each image: it takes a whole kernel row at once
/// (28 × 28 × 1, 5 × 5 → 16, 64 images: 0.45 → 0.21 ms; forward has nothing to gain from it).
static inline int nn_wants_padded(const nn_convolution_step *s) {
  return s->channels < 8 && s->groups == 1 && s->dilationX == 1;
}
static inline int32_t nn_padded_width(const nn_convolution_step *s) {
  return (s->outWidth - 1) * s->strideX + (s->kernelWidth - 1) * s->dilationX + 1;
}
/// The part of an image that the kernel meets, with zeros at the left and right.
void nn_pad_columns(const nn_convolution_step *s, const float *image, float *padded);
