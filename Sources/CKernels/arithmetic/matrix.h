// Matrix products: which kernel does which shape.
#include "kernels.h"

/// Elements of B that are held at once: two thirds of a first-level cache, on the stack when copied.
enum { NN_HELD = 32768 / sizeof(real), NN_HELD_TERMS = 256 };

/// y (m, stride yStride) = A x. Both forms read A along its contiguous direction; answers whether it has done it.
static int by_vector(const nn_kernels *kernels, int64_t m, int64_t k, const real *a, int64_t aRow, int64_t aColumn,
                     const real *x, int64_t xStride, real *y, int64_t yStride, int32_t accumulate) {
  if (aColumn == 1 && (xStride == 1 || k == 1)) {
    kernels->dots(m, k, a, aRow, x, y, yStride, accumulate);
    return 1;
  }
  if (aRow == 1 && yStride == 1) {
    nn_product p = {1, m, 0, 0, NN_ONCE, NN_ONCE, {k, xStride, aColumn}, accumulate};
    kernels->product(&p, x, a, y);
    return 1;
  }
  return 0;
}

/// Terms in blocks, columns in panels, so that the piece of B at work stays in the first-level cache; it is copied
/// there if its columns are not contiguous, or if it is read so often that this pays.
static void by_panels(const nn_kernels *kernels, const nn_shape *s, const real *a, const real *b, real *c) {
  real held[NN_HELD] __attribute__((aligned(64)));
  for (int64_t k = 0; k < s->k; k += NN_HELD_TERMS) {
    int64_t terms = s->k - k < NN_HELD_TERMS ? s->k - k : NN_HELD_TERMS, width = NN_HELD / terms / kernels->panel;
    width = width < 1 ? kernels->panel : width * kernels->panel;
    for (int64_t j = 0; j < s->n; j += width) {
      int64_t columns = s->n - j < width ? s->n - j : width;
      const real *piece = b + k * s->bRow + j * s->bColumn;
      if (s->bColumn != 1) {
        transpose(columns, terms, piece, s->bColumn, held, columns);
      } else {
        for (int64_t i = 0; i < terms; i++) memcpy(held + i * columns, piece + i * s->bRow, sizeof(real) * columns);
      }
      nn_product p = {
          s->m, columns, s->aRow, s->cRow, NN_ONCE, NN_ONCE, {terms, s->aColumn, columns}, s->accumulate || k};
      kernels->product(&p, a + k * s->aColumn, held, c + j);
    }
  }
}

static void multiply_at_once(const nn_kernels *kernels, const nn_shape *s, const real *a, const real *b, real *c,
                     real *scratch) {
  if (s->n == 1
      && by_vector(kernels, s->m, s->k, a, s->aRow, s->aColumn, b, s->bRow, c, s->cRow, s->accumulate)) return;
  if (s->m == 1
      && by_vector(kernels, s->n, s->k, b, s->bColumn, s->bRow, a, s->aColumn, c, 1, s->accumulate)) return;
  if (packs(s->m, s->n, s->k)) return multiply_packed(s, a, b, c, scratch);
  if (s->k == 0 || (s->bColumn == 1 && (s->n * s->k <= 65536 || s->m <= 28))) {
    nn_product p = {s->m, s->n, s->aRow, s->cRow, NN_ONCE, NN_ONCE, {s->k, s->aColumn, s->bRow}, s->accumulate};
    return kernels->product(&p, a, b, c);
  }
  by_panels(kernels, s, a, b, c);
}

/// Many terms: so many at a time, whose sums are added exactly.
static void multiply_many_terms(const nn_kernels *kernels, const nn_shape *s, const real *a, const real *b, real *c,
                                real *scratch) {
  int64_t size = s->m * s->n;
  real *part = scratch + packed_scratch(s->m, s->n, NN_MOST_TERMS_AT_ONCE), *low = part + size;
  memset(low, 0, sizeof(real) * size);
  for (int64_t i = 0; i < s->m && !s->accumulate; i++) memset(c + i * s->cRow, 0, sizeof(real) * s->n);
  nn_shape piece = *s;
  piece.cRow = s->n;
  piece.accumulate = 0;
  for (int64_t k = 0; k < s->k; k += NN_MOST_TERMS_AT_ONCE) {
    piece.k = s->k - k < NN_MOST_TERMS_AT_ONCE ? s->k - k : NN_MOST_TERMS_AT_ONCE;
    multiply_at_once(kernels, &piece, a + k * s->aColumn, b + k * s->bRow, part, scratch);
    for (int64_t i = 0; i < s->m; i++) kernels->collect(s->n, part + i * s->n, c + i * s->cRow, low + i * s->n);
  }
  for (int64_t i = 0; i < s->m; i++) kernels->add(s->n, low + i * s->n, c + i * s->cRow);
}

static void multiply(const nn_kernels *kernels, const nn_shape *s, const real *a, const real *b, real *c,
                     real *scratch) {
  bool areDots = (s->n == 1 && s->aColumn == 1 && s->bRow == 1) || (s->m == 1 && s->bRow == 1 && s->aColumn == 1);
  if (s->k > NN_MOST_TERMS_AT_ONCE && !areDots) multiply_many_terms(kernels, s, a, b, c, scratch);
  else multiply_at_once(kernels, s, a, b, c, scratch);
}

static void run_matrix(const void *step, const nn_chunk *chunk) {
  const nn_matrix_step *s = step;
  const nn_kernels *kernels = nn_current_kernels();
  int64_t count = chunk->count, outer1 = s->outer1 * (s->scales == NN_MATRIX_OUTER ? count : 1);
  nn_shape one = {
      .m = s->m * (s->scales == NN_MATRIX_M ? count : 1), .n = s->n, .k = s->k * (s->scales == NN_MATRIX_K ? count : 1),
      .aRow = s->aRow, .aColumn = s->aColumn, .bRow = s->bRow, .bColumn = s->bColumn, .cRow = s->cRow,
      .accumulate = s->accumulate || (s->scales == NN_MATRIX_K && !chunk->first)};
  if (one.m == 0 || one.n == 0) return;
  const real *a = nn_at(s->a, chunk), *b = nn_at(s->b, chunk);
  real *c = nn_at(s->c, chunk);
  for (int64_t i = 0; i < outer1; i++)
    for (int64_t j = 0; j < s->outer2; j++)
      multiply(kernels, &one, a + i * s->aOuter1 + j * s->aOuter2, b + i * s->bOuter1 + j * s->bOuter2,
               c + i * s->cOuter1 + j * s->cOuter2, nn_at(s->scratch, chunk));
}
