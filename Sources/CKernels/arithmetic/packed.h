// Large products, whose operands do not stay in the caches from one use to the next: both are packed, block by block, in
// the order in which the register tile reads them. Goto & van de Geijn 2008, "Anatomy of high-performance matrix
// multiplication".
//
// A block of A stays in the second-level cache while all panels of B go by; a panel of B, as wide as a tile, is read again
// for each tile of that block. Each worker packs for itself.
#include "kernels.h"

/// The most rows and terms of a block: the more terms, the seldomer C is read and written; the more rows, the seldomer B is
/// packed. (1024³ with AVX-512: 256 terms 4 % slower, 1024 terms 2 %, 256 rows 4 %.)
enum { NN_MOST_ROWS = 704, NN_MOST_TERMS = 512, NN_WIDEST_PANEL = 32 };

/// Is the product so large that both operands are packed?
///
/// Measured with AVX-512 as a multiple of the time without packing A: 128 × 1024 · 1024 × 1024 1.05, 2048 × 64 · 64 × 256
/// 1.1, 512³ 1.0, 700³ 0.96, 1024³ 0.85.
static int packs(int64_t m, int64_t n, int64_t k) {
  return m >= 192 && n >= 192 && k >= 192 && (double)m * n * k >= 512.0 * 512 * 512;
}

static int64_t packed_scratch(int64_t m, int64_t n, int64_t k) {
  return packs(m, n, k) ? NN_MOST_TERMS * (NN_MOST_ROWS + NN_WIDEST_PANEL) : 0;
}

/// Sums of more terms than these are added exactly, which takes a part of the sum and what is lost of each result.
enum { NN_MOST_TERMS_AT_ONCE = 8192 };

static int64_t matrix_scratch(int64_t m, int64_t n, int64_t k) {
  return packed_scratch(m, n, k) + (k > NN_MOST_TERMS_AT_ONCE ? 2 * m * n : 0);
}

/// Where one of even parts of `whole` begins.
static int64_t start(int64_t whole, int64_t part, int64_t parts) { return whole * part / parts; }
static int64_t parts_of(int64_t whole, int64_t most) { return (whole + most - 1) / most; }

static void pack_rows(int64_t rows, int64_t terms, const nn_shape *s, const real *a, real *to) {
  if (s->aColumn == 1) return transpose(rows, terms, a, s->aRow, to, rows);
  for (int64_t k = 0; k < terms; k++, a += s->aColumn, to += rows) memcpy(to, a, sizeof(real) * rows);
}

static void pack_columns(int64_t columns, int64_t terms, const nn_shape *s, const real *b, real *to, int64_t panel) {
  if (columns < panel) memset(to, 0, sizeof(real) * terms * panel);
  if (s->bColumn != 1) return transpose(columns, terms, b, s->bColumn, to, panel);
  for (int64_t k = 0; k < terms; k++, b += s->bRow, to += panel) memcpy(to, b, sizeof(real) * columns);
}

/// Asks for rows `from` ..< `to` of the panel that is packed next.
static void fetch(const nn_shape *s, const real *next, int64_t from, int64_t to, int64_t panel) {
  for (int64_t k = from; k < to; k++)
    for (int64_t j = 0; j < panel; j += 16) __builtin_prefetch(next + k * s->bRow + j, 0, 2);
}

/// C (+)= A · B for a block of A.
static void multiply_block(const nn_shape *s, int64_t rows, int64_t terms, const real *a, const real *b, real *c,
                           int32_t accumulate, real *scratch) {
  const nn_kernels *kernels = nn_current_kernels();
  int64_t panel = kernels->panel, tiles = parts_of(rows, kernels->tileRows);
  real *held = scratch, *packed = scratch + terms * panel;
  for (int64_t t = 0; t < tiles; t++) {
    int64_t row = start(rows, t, tiles);
    pack_rows(start(rows, t + 1, tiles) - row, terms, s, a + row * s->aRow, packed + row * terms);
  }
  for (int64_t j = 0; j < s->n; j += panel, b += panel * s->bColumn) {
    int64_t left = s->n - j, columns = left < panel ? left : panel;
    pack_columns(columns, terms, s, b, held, panel);
    for (int64_t t = 0; t < tiles; t++) {
      int64_t row = start(rows, t, tiles);
      if (s->bColumn == 1 && left >= 2 * panel)
        fetch(s, b + panel, start(terms, t, tiles), start(terms, t + 1, tiles), panel);
      nn_packed tile = {packed + row * terms, held, terms, s->cRow, accumulate};
      kernels->packed(&tile, c + row * s->cRow + j, start(rows, t + 1, tiles) - row, columns);
    }
  }
}

static void multiply_packed(const nn_shape *s, const real *a, const real *b, real *c, real *scratch) {
  int64_t blocks = parts_of(s->k, NN_MOST_TERMS), groups = parts_of(s->m, NN_MOST_ROWS);
  for (int64_t block = 0; block < blocks; block++) {
    int64_t k = start(s->k, block, blocks), terms = start(s->k, block + 1, blocks) - k;
    for (int64_t group = 0; group < groups; group++) {
      int64_t row = start(s->m, group, groups), rows = start(s->m, group + 1, groups) - row;
      multiply_block(s, rows, terms, a + row * s->aRow + k * s->aColumn, b + k * s->bRow, c + row * s->cRow,
                     s->accumulate || k > 0, scratch);
    }
  }
}
