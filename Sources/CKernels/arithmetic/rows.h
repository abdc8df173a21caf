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

/// Rows of the table that get more terms than this are added exactly.
enum { NN_FEW_TERMS = 16 };

/// What is lost of the rows that get many terms, in the order in which they are met. slots[row]: 0, or 1 + which of them.
typedef struct {
  int32_t *slots;
  real *low;
} exact_rows;

static exact_rows rows_with_many_terms(const nn_rows_step *s, int64_t count, const real *indices) {
  size_t bytes = ((size_t)s->tableRows * sizeof(int32_t) + 63) & ~(size_t)63;
  size_t most = (size_t)(count / NN_FEW_TERMS) * s->width * sizeof(real);
  char *memory = nn_heap_scratch(NN_HEAP_STEP, bytes + most);
  exact_rows rows = {(int32_t *)memory, (real *)(memory + bytes)};
  memset(rows.slots, 0, bytes);
  // Counted below 0 at first.
  int32_t slots = 0;
  for (int64_t i = 0; i < count; i++) {
    int64_t row = row_named(s, indices[i]);
    if (row >= 0 && rows.slots[row] <= 0 && --rows.slots[row] < -NN_FEW_TERMS) rows.slots[row] = ++slots;
  }
  for (int64_t row = 0; row < s->tableRows; row++)
    if (rows.slots[row] < 0) rows.slots[row] = 0;
  memset(rows.low, 0, (size_t)slots * s->width * sizeof(real));
  return rows;
}

static void scatter_add_rows(const void *step, const nn_chunk *chunk) {
  const nn_rows_step *s = step;
  const real *indices = nn_at(s->indices, chunk), *from = nn_at(s->rows, chunk);
  real *table = nn_at(s->table, chunk);
  const nn_kernels *kernels = nn_current_kernels();
  int64_t width = s->width, count = chunk->count * s->perExample;
  if (chunk->first && !s->accumulate) memset(table, 0, sizeof(real) * s->tableRows * width);
  exact_rows exact = {};
  if (count > NN_FEW_TERMS) exact = rows_with_many_terms(s, count, indices);
  for (int64_t i = 0; i < count; i++, from += width) {
    int64_t row = row_named(s, indices[i]);
    if (row < 0) keep_bad(s, chunk->begin * s->perExample + i);
    else if (exact.slots && exact.slots[row])
      kernels->collect(width, from, table + row * width, exact.low + (exact.slots[row] - 1) * width);
    else kernels->add(width, from, table + row * width);
  }
  for (int64_t row = 0; exact.slots && row < s->tableRows; row++)
    if (exact.slots[row]) kernels->add(width, exact.low + (exact.slots[row] - 1) * width, table + row * width);
}
