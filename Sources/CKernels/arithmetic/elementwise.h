// Single operations on whole arrays, outside of any plan: the kernels of tile steps, called directly.
#include "kernels.h"

/// Rows × columns as one long row where every operand allows it.
static inline bool is_flat(int count, int64_t columns, const int64_t steps[3], int32_t *repeated) {
  int32_t scalars = 0;
  for (int n = 0; n < count; n++) {
    bool repeats = *repeated >> n & 1;
    if (steps[n] == 0 && (repeats || columns == 1)) scalars |= 1 << n;
    else if (steps[n] != columns || (repeats && columns != 1)) return false;
  }
  *repeated = scalars;
  return true;
}

/// One number for each row, computed in its first column and repeated in the others.
static void repeat_columns(int64_t rows, int64_t columns, real *z) {
  for (int64_t r = 0; r < rows; r++)
    for (int64_t c = 1; c < columns; c++) z[r * columns + c] = z[r * columns];
}

/// Graphs of single numbers are made of these; without a vector it takes half the time. Answers whether it was one of them.
static inline bool single(nn_op op, real *z, const void *const operands[3]) {
  const real *a = operands[0], *b = operands[1];
  switch (op) {
    case NN_ADD: *z = *a + *b; return true;
    case NN_SUBTRACT: *z = *a - *b; return true;
    case NN_MULTIPLY: *z = *a * *b; return true;
    default: return false;
  }
}

static void elementwise(nn_op op, double number, int64_t rows, int64_t columns, void *z, const void *const operands[3],
                        const int64_t steps[3], int32_t repeated) {
  if (rows <= 0 || columns <= 0) return;
  if (rows == 1 && columns == 1 && single(op, z, operands)) return;
  int kernel = op == NN_POWER ? nn_tile_power(number) : (int)op, count = nn_tile_operands(kernel), all = (1 << count) - 1;
  real *registers[4] = {z, (real *)operands[0], (real *)operands[1], (real *)operands[2]};
  repeated &= all;
  if (rows > 1 && is_flat(count, columns, steps, &repeated)) {
    columns *= rows;
    rows = 1;
  }
  bool isRepeated = repeated == all && columns > 1;
  nn_tile_op o = {.dst = 0, .a = 1, .b = 2, .c = 3, .number = number, .dstStep = columns};
  o.aStep = steps[0];
  if (count > 1) o.bStep = steps[1];
  if (count > 2) o.cStep = steps[2];
  int pattern = isRepeated || columns == 1 ? 0 : repeated;
  nn_current_kernels()->tile[kernel][pattern](&o, registers, rows, isRepeated ? 1 : columns);
  if (isRepeated) repeat_columns(rows, columns, z);
}

/// Rows of x that are added to one sum before that is added to an exact one.
enum { MOST_FOLDED = 1024 };

/// z[k] = Σ_j x[j, k]
static void sum_columns(const nn_kernels *kernels, int64_t folded, int64_t inner, real *x, real *z) {
  real *exact = NULL;
  if (folded > MOST_FOLDED) {
    exact = nn_heap_scratch(NN_HEAP_STEP, 2 * (size_t)inner * sizeof(real));
    memset(exact, 0, 2 * (size_t)inner * sizeof(real));
  }
  memset(z, 0, (size_t)inner * sizeof(real));
  nn_tile_op o = {.dst = 0, .a = 1, .aStep = inner};
  for (int64_t j = 0; j < folded; j += MOST_FOLDED) {
    real *registers[2] = {z, x + j * inner};
    kernels->tile[NN_COLUMN_SUM][0](&o, registers, folded - j < MOST_FOLDED ? folded - j : MOST_FOLDED, inner);
    if (!exact) return;
    kernels->collect(inner, z, exact, exact + inner);
    memset(z, 0, (size_t)inner * sizeof(real));
  }
  for (int64_t k = 0; k < inner && exact; k++) z[k] = exact[k] + exact[inner + k];
}

/// z[k] = the largest of x[j, k]
static void largest_of_columns(const nn_kernels *kernels, int64_t folded, int64_t inner, real *x, real *z) {
  for (int64_t k = 0; k < inner; k++) z[k] = -INFINITY;
  nn_tile_op o = {.dst = 0, .a = 0, .b = 1, .bStep = inner};
  real *registers[2] = {z, x};
  if (folded > 0 && inner > 0) kernels->tile[NN_MAXIMUM][0](&o, registers, folded, inner);
}

/// z[i, k] = the fold of x[i, j, k] over j.
static void fold(nn_op fold, int64_t outer, int64_t folded, int64_t inner, const void *x, void *z) {
  const nn_kernels *kernels = nn_current_kernels();
  if (inner == 1) {
    nn_tile_op o = {.dst = 0, .a = 1, .aStep = folded};
    real *registers[2] = {z, (real *)x};
    kernels->tile[fold][0](&o, registers, outer, folded);
    return;
  }
  for (int64_t i = 0; i < outer; i++) {
    real *from = (real *)x + i * folded * inner, *to = (real *)z + i * inner;
    if (fold == NN_ROW_SUM) sum_columns(kernels, folded, inner, from, to);
    else largest_of_columns(kernels, folded, inner, from, to);
  }
}

static void add(int64_t count, const void *x, void *y) { nn_current_kernels()->add(count, x, y); }
static void add_exactly(int64_t count, const void *x, void *high, void *low) {
  nn_current_kernels()->collect(count, x, high, low);
}
