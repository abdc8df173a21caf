// Rows of a table by index: embeddings, and batches out of a data set.
#include "kernels.h"

/// The row that an index names, or −1 for what is no row (a fraction, NaN, out of range); the first such is kept.
static inline int64_t row_named(const nn_rows_step *s, real index) {
  if (index >= 0 && index < (real)s->tableRows) {
    int64_t row = (int64_t)index;
    if ((real)row == index && row < s->tableRows) return row;
  }
  return -1;
}

/// Workers may meet bad indices at the same time: the smallest position stays, whoever comes first.
static void keep_bad(const nn_rows_step *s, int64_t position) {
  if (!s->badIndex) return;
  int64_t known = __atomic_load_n(s->badIndex, __ATOMIC_RELAXED);
  while (known < 0 || position < known)
    if (__atomic_compare_exchange_n(s->badIndex, &known, position, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) return;
}

static void gather_rows(const void *step, const nn_chunk *chunk) {
  const nn_rows_step *s = step;
  const real *table = nn_at(s->table, chunk), *indices = nn_at(s->indices, chunk);
  real *to = nn_at(s->rows, chunk);
  int64_t width = s->width;
  for (int64_t i = 0; i < chunk->count * s->perExample; i++, to += width) {
    int64_t row = row_named(s, indices[i]);
    if (row < 0) keep_bad(s, chunk->begin * s->perExample + i);
    else if (s->accumulate) nn_current_kernels()->add(width, table + row * width, to);
    else memcpy(to, table + row * width, sizeof(real) * width);
  }
}

static void scatter_add_rows(const void *step, const nn_chunk *chunk) {
  const nn_rows_step *s = step;
  const real *indices = nn_at(s->indices, chunk), *from = nn_at(s->rows, chunk);
  real *table = nn_at(s->table, chunk);
  const nn_kernels *kernels = nn_current_kernels();
  int64_t width = s->width;
  if (chunk->first && !s->accumulate) memset(table, 0, sizeof(real) * s->tableRows * width);
  for (int64_t i = 0; i < chunk->count * s->perExample; i++, from += width) {
    int64_t row = row_named(s, indices[i]);
    if (row < 0) keep_bad(s, chunk->begin * s->perExample + i);
    else kernels->add(width, from, table + row * width);
  }
}
