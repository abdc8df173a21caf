// The kernels of tile steps. Included once per level and element type.

/// One vector of an operation. `op` is a constant wherever this is called, so that one case remains.
INLINE vf apply(int op, vf a, vf b, vf c, real number) {
  const vf zero = splat(0), one = splat(1);
#define CASE(NAME, OPERANDS, VALUE) case NAME: return VALUE;
  switch (op) {
  case NN_COPY: return a;
  NN_ELEMENTWISE(CASE)
  NN_JOINED(CASE)
  default: return zero;
  }
#undef CASE
}

/// The same for an operation that divides by one number, b, with r = 1 / b, where a is not extreme.
INLINE vf apply_to_quotient(int op, vf a, vf b, vf c, vf r) {
  vf q = quotient(a, b, r);
  switch (op) {
  case NN_DIVIDE: return q;
  case NN_DIVIDE_MULTIPLY: return q * c;
  case NN_DIVIDE_DIVIDE: return q / c;
  case NN_DIVIDE_SQRT: return square_root(q);
  default: return square_root(q) + c;
  }
}

INLINE bool divides(int op) {
  return op == NN_DIVIDE || op == NN_DIVIDE_MULTIPLY || op == NN_DIVIDE_DIVIDE || op == NN_DIVIDE_SQRT
      || op == NN_DIVIDE_SQRT_ADD;
}

/// Rows of `vectors` whole vectors, where b is the same row for all and stays in registers: a bias (512 × 16: 2.5 → 0.9 µs).
INLINE void elementwise_with_row(
  int op, int vectors, const nn_tile_op *o, real *const *registers, int64_t rows, int64_t columns
) {
  real *dst = registers[o->dst];
  const real *a = registers[o->a], *b = registers[o->b];
  int64_t dstStep = o->dstStep < 0 ? columns : o->dstStep, aStep = o->aStep < 0 ? columns : o->aStep;
  vf held[8];
  for (int v = 0; v < vectors; v++) held[v] = load(b + v * NN_LANES);
  for (; rows > 0; rows--, dst += dstStep, a += aStep)
    for (int v = 0; v < vectors; v++)
      store(dst + v * NN_LANES, apply(op, load(a + v * NN_LANES), held[v], held[v], 0));
}

/// Row by row, operands that the pattern names are one number for the row.
INLINE void elementwise(
  int op, int operands, int pattern, const nn_tile_op *o, real *const *registers, int64_t rows, int64_t columns
) {
  if (operands == 2 && pattern == 0 && o->bStep == 0 && rows > 1) {
    if (columns == NN_LANES) return elementwise_with_row(op, 1, o, registers, rows, columns);
    if (columns == 2 * NN_LANES) return elementwise_with_row(op, 2, o, registers, rows, columns);
    if (columns == 4 * NN_LANES) return elementwise_with_row(op, 4, o, registers, rows, columns);
    if (columns == 8 * NN_LANES) return elementwise_with_row(op, 8, o, registers, rows, columns);
  }
  real *dst = registers[o->dst];
  const real *a = registers[o->a];
  const real *b = operands > 1 ? registers[o->b] : a, *c = operands > 2 ? registers[o->c] : a;
  int64_t vectors = columns & -(int64_t)NN_LANES, rest = columns - vectors;
  tail_mask tail = make_tail(rest);
  real number = (real)o->number;
  for (;;) {
    vf va = splat(0), vb = va, vc = va;
    if (pattern & NN_A_SCALAR) va = splat(*a);
    if (pattern & NN_B_SCALAR) vb = splat(*b);
    if (pattern & NN_C_SCALAR) vc = splat(*c);
    if (divides(op) && (pattern & NN_B_SCALAR) && !(pattern & NN_A_SCALAR) && divides_by_reciprocal(*b)) {
      vf reciprocal = 1 / vb;
      int64_t i = 0;
      for (; i + 4 * NN_LANES <= vectors; i += 4 * NN_LANES) {
        vi extreme = is_extreme(load(a + i));
        for (int k = 1; k < 4; k++) extreme |= is_extreme(load(a + i + k * NN_LANES));
        int isOrdinary = !any(extreme);
        for (int64_t k = i; k < i + 4 * NN_LANES; k += NN_LANES) {
          if (operands > 2 && !(pattern & NN_C_SCALAR)) vc = load(c + k);
          vf x = load(a + k);
          store(dst + k, isOrdinary ? apply_to_quotient(op, x, vb, vc, reciprocal) : apply(op, x, vb, vc, number));
        }
      }
      for (; i < vectors; i += NN_LANES) {
        if (operands > 2 && !(pattern & NN_C_SCALAR)) vc = load(c + i);
        store(dst + i, apply(op, load(a + i), vb, vc, number));
      }
    } else {
      for (int64_t i = 0; i < vectors; i += NN_LANES) {
        if (!(pattern & NN_A_SCALAR)) va = load(a + i);
        if (operands > 1 && !(pattern & NN_B_SCALAR)) vb = load(b + i);
        if (operands > 2 && !(pattern & NN_C_SCALAR)) vc = load(c + i);
        store(dst + i, apply(op, va, vb, vc, number));
      }
    }
    if (rest) {
      if (!(pattern & NN_A_SCALAR)) va = load_tail(a + vectors, tail);
      if (operands > 1 && !(pattern & NN_B_SCALAR)) vb = load_tail(b + vectors, tail);
      if (operands > 2 && !(pattern & NN_C_SCALAR)) vc = load_tail(c + vectors, tail);
      store_tail(dst + vectors, apply(op, va, vb, vc, number), tail);
    }
    if (--rows <= 0) return;
    dst += o->dstStep < 0 ? columns : o->dstStep;
    a += o->aStep < 0 ? columns : o->aStep;
    if (operands > 1) b += o->bStep < 0 ? columns : o->bStep;
    if (operands > 2) c += o->cStep < 0 ? columns : o->cStep;
  }
}

/// Up to NN_AT_ONCE numbers folded to one by addition, or any number of them to the largest (NaN if there is one).
INLINE real fold(bool adds, const real *x, int64_t columns) {
  const vf start = splat(adds ? 0 : -INFINITY);
  vf part[4] = {start, start, start, start};
  int64_t i = 0;
#define FOLD(into, x) into = adds ? into + (x) : larger(into, x)
  for (; i + 4 * NN_LANES <= columns; i += 4 * NN_LANES)
    for (int k = 0; k < 4; k++) FOLD(part[k], load(x + i + k * NN_LANES));
  for (; i + NN_LANES <= columns; i += NN_LANES) FOLD(part[0], load(x + i));
  if (i < columns) {
    tail_mask tail = make_tail(columns - i);
    FOLD(part[1], keep_tail(load_tail(x + i, tail), start, tail));
  }
  FOLD(part[0], part[1]);
  FOLD(part[2], part[3]);
  FOLD(part[0], part[2]);
#undef FOLD
  return adds ? sum_of(part[0]) : largest_of(part[0]);
}

static void add_row(exact_sum *sum, const real *x, int64_t columns) {
  for (int64_t at = 0; at < columns; at += NN_AT_ONCE)
    add_exactly(sum, fold(true, x + at, columns - at < NN_AT_ONCE ? columns - at : NN_AT_ONCE));
}

INLINE void fold_rows(bool adds, const nn_tile_op *o, real *const *registers, int64_t rows, int64_t columns) {
  real *dst = registers[o->dst];
  const real *a = registers[o->a];
  int64_t step = o->aStep < 0 ? columns : o->aStep;
  for (int64_t r = 0; r < rows; r++, a += step) {
    if (!adds || columns <= NN_AT_ONCE) {
      dst[r] = fold(adds, a, columns);
    } else {
      exact_sum sum = {};
      add_row(&sum, a, columns);
      dst[r] = (real)(sum.high + sum.low);
    }
  }
}

static void row_sum(const nn_tile_op *o, real *const *registers, int64_t rows, int64_t columns) {
  fold_rows(true, o, registers, rows, columns);
}
static void row_max(const nn_tile_op *o, real *const *registers, int64_t rows, int64_t columns) {
  fold_rows(false, o, registers, rows, columns);
}

#define NN_ROWS_AT_ONCE 32

/// Adds the sum of each column to dst, where rows ≤ NN_ROWS_AT_ONCE.
INLINE void short_column_sum(real *dst, const real *a, int64_t step, int64_t rows, int64_t columns) {
  int64_t i = 0;
  for (; i + 4 * NN_LANES <= columns; i += 4 * NN_LANES) {
    vf part[4] = {splat(0), splat(0), splat(0), splat(0)};
    for (int64_t r = 0; r < rows; r++)
      for (int k = 0; k < 4; k++) part[k] += load(a + r * step + i + k * NN_LANES);
    for (int k = 0; k < 4; k++) store(dst + i + k * NN_LANES, load(dst + i + k * NN_LANES) + part[k]);
  }
  for (; i < columns; i += NN_LANES) {
    bool whole = i + NN_LANES <= columns;
    tail_mask tail = make_tail(whole ? 0 : columns - i);
    vf even = splat(0), odd = splat(0);
    const real *row = a + i;
    int64_t r = 0;
    for (; r + 2 <= rows; r += 2, row += 2 * step) {
      even += whole ? load(row) : load_tail(row, tail);
      odd += whole ? load(row + step) : load_tail(row + step, tail);
    }
    if (r < rows) even += whole ? load(row) : load_tail(row, tail);
    if (whole)
      store(dst + i, load(dst + i) + (even + odd));
    else
      store_tail(dst + i, load_tail(dst + i, tail) + (even + odd), tail);
  }
}

/// Adds the block's sum of each column to dst. The block is summed by itself first: less rounding.
static void column_sum(const nn_tile_op *o, real *const *registers, int64_t rows, int64_t columns) {
  real *dst = registers[o->dst];
  const real *a = registers[o->a];
  int64_t step = o->aStep < 0 ? columns : o->aStep;
  for (int64_t r = 0; r < rows; r += NN_ROWS_AT_ONCE)
    short_column_sum(dst, a + r * step, step, rows - r < NN_ROWS_AT_ONCE ? rows - r : NN_ROWS_AT_ONCE, columns);
}

/// Adds the block's sum to dst, which is an exact_sum.
static void total(const nn_tile_op *o, real *const *registers, int64_t rows, int64_t columns) {
  const real *a = registers[o->a];
  int64_t step = o->aStep < 0 ? columns : o->aStep;
  exact_sum sum;
  memcpy(&sum, registers[o->dst], sizeof sum);
  for (int64_t r = 0; r < rows; r++) add_row(&sum, a + r * step, columns);
  memcpy(registers[o->dst], &sum, sizeof sum);
}

static void copy(real *y, int64_t yStep, const real *x, int64_t xStep, int64_t rows, int64_t columns) {
  real *registers[2] = {y, (real *)x};
  nn_tile_op op = {.dst = 0, .a = 1, .dstStep = yStep, .aStep = xStep};
  elementwise(NN_COPY, 1, 0, &op, registers, rows, columns);
}

// MARK: - The table: one function for each operation and pattern

#define KERNEL(OP, OPERANDS, PATTERN)                                                                              \
  static void OP##_##PATTERN(const nn_tile_op *o, real *const *registers, int64_t rows, int64_t columns) {        \
    elementwise(OP, OPERANDS, PATTERN, o, registers, rows, columns);                                               \
  }
#define KERNELS_1(OP) KERNEL(OP, 1, 0)
#define KERNELS_2(OP) KERNEL(OP, 2, 0) KERNEL(OP, 2, 1) KERNEL(OP, 2, 2)
#define KERNELS_3(OP)                                                                                              \
  KERNEL(OP, 3, 0) KERNEL(OP, 3, 1) KERNEL(OP, 3, 2) KERNEL(OP, 3, 3) KERNEL(OP, 3, 4) KERNEL(OP, 3, 5)            \
  KERNEL(OP, 3, 6)
#define KERNELS(NAME, OPERANDS, VALUE) KERNELS_##OPERANDS(NAME)
KERNEL(NN_COPY, 1, 0)
KERNEL(NN_COPY, 1, 1)
NN_ELEMENTWISE(KERNELS)
NN_JOINED(KERNELS)

#define ROW_1(OP) [OP] = {OP##_0},
#define ROW_2(OP) [OP] = {OP##_0, OP##_1, OP##_2},
#define ROW_3(OP) [OP] = {OP##_0, OP##_1, OP##_2, OP##_3, OP##_4, OP##_5, OP##_6},
#define ROW(NAME, OPERANDS, VALUE) ROW_##OPERANDS(NAME)

#define TILE_KERNELS                                                                                               \
  {                                                                                                                \
    NN_ELEMENTWISE(ROW) NN_JOINED(ROW)                                                                             \
    [NN_COPY] = {NN_COPY_0, NN_COPY_1},                                                                            \
    [NN_ROW_SUM] = {row_sum}, [NN_ROW_MAX] = {row_max}, [NN_COLUMN_SUM] = {column_sum}, [NN_TOTAL] = {total},      \
  }
