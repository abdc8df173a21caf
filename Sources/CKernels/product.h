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
/// The columns of B and C are contiguous. Three nested sums say what a convolution needs (kernel rows, kernel columns,
/// channels) without copying windows; a matrix product has one. The order of the additions depends on these numbers only.
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

/// The kernels that are compiled for each instruction set.
typedef struct {
  void (*product)(const nn_product *p, const float *a, const float *b, float *c);
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
  /// Columns of B that one pass of `product` takes.
  int32_t panel;
} nn_kernels;

const nn_kernels *nn_current_kernels(void);

static inline float *nn_at(nn_place place, const nn_chunk *chunk) {
  return chunk->bases[place.space] + place.offset + chunk->begin * place.perExample;
}

/// y[j · yRow + i] = x[i · xRow + j] for i < rows, j < columns.
void nn_transpose(int64_t rows, int64_t columns, const float *x, int64_t xRow, float *y, int64_t yRow);
