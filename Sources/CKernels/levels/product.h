// The register tile under all products: `rows` × `vectors` sums stay in registers while the terms go by. Each term
// loads a
// piece of a row of B as vectors and multiplies it by one number of A for each row of the tile.
// Included once per level and element type.

#if NN_BYTES == 64
#define NN_TILE_ROWS 14  // 14 × 2 sums, 2 of B and a broadcast one fill 31 of 32 registers
#else
#define NN_TILE_ROWS 6   // 6 × 2 + 3 of 16
#endif
#define NN_UNROLL _Pragma("clang loop unroll(full)")

/// With few sums, several copies of each hide the latency of multiply-add.
INLINE int copies_of(int rows, int vectors) { return rows * vectors <= 2 ? 4 : rows * vectors <= 6 ? 2 : 1; }

/// sums += one term. Every third row has its own pointer: the others are reached by addressing modes.
#define NN_TERM(sums, move)                                                                        \
  do {                                                                                             \
    vf terms[2];                                                                        \
    NN_UNROLL for (int v = 0; v < vectors; v++) {                                                  \
      const real *from = y + v * NN_LANES + (move) * termB;                                       \
      terms[v] = whole || v < vectors - 1 ? load(from) : load_some(from, last);      \
    }                                                                                              \
    NN_UNROLL for (int i = 0; i < rows; i++) {                                                     \
      vf factor = splat(x[i / 3][(i % 3) * aRow + (move) * termA]);              \
      NN_UNROLL for (int v = 0; v < vectors; v++)(sums)[i][v] = fused(factor, terms[v], (sums)[i][v]);                \
    }                                                                                              \
  } while (0)

/// Moves the pointers into A and B. The compiler must not derive them from each other: it would run out of registers.
#define NN_MOVE(moveA, moveB)                      \
  do {                                             \
    NN_UNROLL for (int g = 0; g < groups; g++) {   \
      x[g] += (moveA);                             \
      __asm__("" : "+r"(x[g]));                    \
    }                                              \
    y += (moveB);                                  \
  } while (0)

/// So many terms are added one to the next, and so many such sums again; the sums of those lose nothing. (A million times
/// 0.1, added one to the next in Float32, gives 100958; 56 equal numbers are at most 8.6e-7 of their sum off, and 12 such
/// sums 9.8e-7.)
#define NN_CHAIN 56
#define NN_CHAINS 12
/// So many terms are one chain if there are no more: 64 equal numbers are at most 9.8e-7 of their sum off.
#define NN_FEW 64

#define CLEAR(sums)                                                                              \
  NN_UNROLL for (int i = 0; i < rows; i++) NN_UNROLL for (int v = 0; v < vectors; v++) (sums)[i][v] = splat(0)

/// Without this the compiler moves sums from register to register at each term.
#define NN_STAY(sums)                                                                            \
  NN_UNROLL for (int i = 0; i < rows; i++)                                                       \
    NN_UNROLL for (int v = 0; v < vectors; v++) __asm__("" : NN_IN_REGISTER((sums)[i][v]))

#define NN_JOIN_COPIES(i, v)                                                                     \
  NN_UNROLL for (int s = copies / 2; s > 0; s /= 2)                                              \
    NN_UNROLL for (int t = 0; t < s; t++) sums[t][i][v] += sums[t + s][i][v]

/// Adds x to high + low; what the addition loses is kept in `low`, which stays below the last place of `high`.
/// Knuth 1969, The Art of Computer Programming 2, 4.2.2.
INLINE void two_sum(vf *high, vf *low, vf x) {
  vf sum = *high + x, part = sum - *high;
  vf lost = *low + ((*high - (sum - part)) + (x - part));
  lost = choose(lost == lost, lost, splat(0));  // where the sum is infinite or NaN
  *high = sum + lost;
  vf left = lost - (*high - sum);
  *low = choose(left == left, left, splat(0));
}

/// What a tile has added up before its present chain.
typedef struct {
  /// Row after row, as many of a row as the tile has vectors.
  vf sums[NN_TILE_ROWS * 2], block[NN_TILE_ROWS * 2];
  /// Sums of blocks, and what their additions have lost.
  vf whole[NN_TILE_ROWS * 2], low[NN_TILE_ROWS * 2];
  int64_t chains;
  int32_t hasWhole;
} kept_aside;

/// whole + low += block
static void set_block_aside(kept_aside *k, int count) {
  for (int n = 0; n < count; n++) {
    if (!k->hasWhole) k->whole[n] = k->low[n] = splat(0);
    two_sum(&k->whole[n], &k->low[n], k->block[n]);
  }
  k->hasWhole = 1;
  k->chains = 0;
}

/// block += sums, of which it takes NN_CHAINS.
static __attribute__((noinline)) void set_aside(kept_aside *k, int count) {
  if (k->chains == NN_CHAINS) set_block_aside(k, count);
  if (k->chains++ == 0) {
    for (int n = 0; n < count; n++) k->block[n] = k->sums[n];
  } else {
    for (int n = 0; n < count; n++) k->block[n] += k->sums[n];
  }
}

/// `last`: how many columns the last vector has; `whole`: it has all. `few`: no more terms than one chain has.
INLINE void tile(
    int rows, int vectors, int whole, int few, const nn_product *p, const real *a, const real *b, real *c, int64_t last) {
  int copies = copies_of(rows, vectors), groups = (rows + 2) / 3;
  int64_t aRow = p->aRow, cRow = p->cRow, termA = p->term.a, termB = p->term.b;
  vf sums[4][NN_TILE_ROWS][2];
  kept_aside aside;
  aside.chains = aside.hasWhole = 0;
  NN_UNROLL for (int s = 0; s < copies; s++) CLEAR(sums[s]);
  const real *x[(NN_TILE_ROWS + 2) / 3], *y = b;
  NN_UNROLL for (int g = 0; g < groups; g++) x[g] = a + 3 * g * aRow;
  // From the end of one inner sum to the beginning of the next.
  int64_t innerA = p->inner.a - p->term.count * termA, innerB = p->inner.b - p->term.count * termB;
  int64_t outerA = p->outer.a - p->inner.count * p->inner.a, outerB = p->outer.b - p->inner.count * p->inner.b;
  const int64_t most = copies * NN_CHAIN;
  int64_t room = most;
  for (int64_t outer = p->outer.count; outer > 0; outer--) {
    for (int64_t inner = p->inner.count; inner > 0; inner--) {
      int64_t rest = p->term.count;
      do {
        int64_t now = few || rest < room ? rest : room, left = now;
        rest -= now;
        room -= now;
        if (copies > 1) {
          for (; left >= copies; left -= copies) {
            NN_UNROLL for (int s = 0; s < copies; s++) NN_TERM(sums[s], s);
            NN_MOVE(copies * termA, copies * termB);
          }
        }
        NN_STAY(sums[0]);
        for (; left >= 2; left -= 2) {
          NN_UNROLL for (int n = 0; n < 2; n++) {
            NN_TERM(sums[0], 0);
            NN_MOVE(termA, termB);
          }
          NN_STAY(sums[0]);
        }
        if (left > 0) {
          NN_TERM(sums[0], 0);
          NN_MOVE(termA, termB);
          NN_STAY(sums[0]);
        }
        if (few || room > 0) continue;
        room = most;
        NN_UNROLL for (int i = 0; i < rows; i++)
          NN_UNROLL for (int v = 0; v < vectors; v++) {
            NN_JOIN_COPIES(i, v);
            aside.sums[i * vectors + v] = sums[0][i][v];
          }
        set_aside(&aside, rows * vectors);
        NN_UNROLL for (int s = 0; s < copies; s++) CLEAR(sums[s]);
      } while (rest > 0);
      NN_MOVE(innerA, innerB);
    }
    NN_MOVE(outerA, outerB);
  }
  NN_UNROLL for (int i = 0; i < rows; i++) NN_UNROLL for (int v = 0; v < vectors; v++) NN_JOIN_COPIES(i, v);
  if (!few && aside.chains) {
    NN_UNROLL for (int i = 0; i < rows; i++)
      NN_UNROLL for (int v = 0; v < vectors; v++) {
        int n = i * vectors + v;
        sums[0][i][v] += aside.block[n];
        if (aside.hasWhole) sums[0][i][v] = aside.whole[n] + (aside.low[n] + sums[0][i][v]);
      }
  }
  if (p->accumulate) {
    NN_UNROLL for (int i = 0; i < rows; i++)
      NN_UNROLL for (int v = 0; v < vectors; v++) {
        const real *from = c + i * cRow + v * NN_LANES;
        sums[0][i][v] += whole || v < vectors - 1 ? load(from) : load_some(from, last);
      }
  }
  NN_UNROLL for (int i = 0; i < rows; i++)
    NN_UNROLL for (int v = 0; v < vectors; v++) {
      real *to = c + i * cRow + v * NN_LANES;
      if (whole || v < vectors - 1) store(to, sums[0][i][v]);
      else store_some(to, sums[0][i][v], last);
    }
}

#define NN_TILE(r, v, whole, few)                                                                                  \
  static void tile_##r##_##v##_##whole##_##few(                                                                    \
      const nn_product *p, const real *a, const real *b, real *c, int64_t last) {                                  \
    tile(r, v, whole, few, p, a, b, c, last);                                                                      \
  }
#define NN_TILES(r)                                                                                                \
  NN_TILE(r, 1, 0, 0) NN_TILE(r, 2, 0, 0) NN_TILE(r, 1, 1, 0) NN_TILE(r, 2, 1, 0)                                  \
  NN_TILE(r, 1, 0, 1) NN_TILE(r, 2, 0, 1) NN_TILE(r, 1, 1, 1) NN_TILE(r, 2, 1, 1)
#define NN_TILE_NAMES(r)                                                                                           \
  {{{tile_##r##_1_0_0, tile_##r##_1_0_1}, {tile_##r##_1_1_0, tile_##r##_1_1_1}},                                   \
   {{tile_##r##_2_0_0, tile_##r##_2_0_1}, {tile_##r##_2_1_0, tile_##r##_2_1_1}}}

NN_TILES(1) NN_TILES(2) NN_TILES(3) NN_TILES(4) NN_TILES(5) NN_TILES(6)
#if NN_TILE_ROWS == 14
NN_TILES(7) NN_TILES(8) NN_TILES(9) NN_TILES(10) NN_TILES(11) NN_TILES(12) NN_TILES(13) NN_TILES(14)
#endif

static void (*const tile_table[NN_TILE_ROWS][2][2][2])(
    const nn_product *p, const real *a, const real *b, real *c, int64_t last) = {
    NN_TILE_NAMES(1), NN_TILE_NAMES(2), NN_TILE_NAMES(3), NN_TILE_NAMES(4), NN_TILE_NAMES(5), NN_TILE_NAMES(6),
#if NN_TILE_ROWS == 14
    NN_TILE_NAMES(7), NN_TILE_NAMES(8), NN_TILE_NAMES(9), NN_TILE_NAMES(10), NN_TILE_NAMES(11), NN_TILE_NAMES(12),
    NN_TILE_NAMES(13), NN_TILE_NAMES(14),
#endif
};

/// Few terms and few columns: B stays in registers, one row of C after the other (200 × 2 · 2 × 16: 202 → 137 ns).
INLINE void rows_of(int terms, const nn_product *p, const real *a, const real *b, real *c) {
  vf held[4];
  int64_t last = p->columns, aRow = p->aRow, cRow = p->cRow, termA = p->term.a;
  NN_UNROLL for (int k = 0; k < terms; k++) held[k] = load_some(b + k * p->term.b, last);
  for (int64_t i = 0; i < p->rows; i++, a += aRow, c += cRow) {
    vf sum = p->accumulate ? load_some(c, last) : (vf){};
    NN_UNROLL for (int k = 0; k < terms; k++) sum = fused(splat(a[k * termA]), held[k], sum);
    store_some(c, sum, last);
  }
}

static int few_terms(const nn_product *p, const real *a, const real *b, real *c) {
  if (p->columns > NN_LANES || p->outer.count != 1 || p->inner.count != 1 || p->rows < 8) return 0;
  switch (p->term.count) {
    case 1: rows_of(1, p, a, b, c); return 1;
    case 2: rows_of(2, p, a, b, c); return 1;
    case 3: rows_of(3, p, a, b, c); return 1;
    case 4: rows_of(4, p, a, b, c); return 1;
    default: return 0;
  }
}

/// Rows in tiles as even as can be (200 = 5 · 14 + 10 · 13), so that none is left with few sums.
static void product(const nn_product *p, const real *a, const real *b, real *c) {
  if (few_terms(p, a, b, c)) return;
  int64_t tiles = (p->rows + NN_TILE_ROWS - 1) / NN_TILE_ROWS;
  int few = p->outer.count * p->inner.count * p->term.count <= NN_FEW;
  for (int64_t row = 0, tile = 0; tile < tiles; tile++) {
    int64_t size = (p->rows - row + tiles - tile - 1) / (tiles - tile);
    for (int64_t j = 0; j < p->columns; j += 2 * NN_LANES) {
      int64_t left = p->columns - j, two = left > NN_LANES;
      int64_t last = left >= 2 * NN_LANES ? NN_LANES : two ? left - NN_LANES : left;
      tile_table[size - 1][two][last == NN_LANES][few](p, a + row * p->aRow, b + j, c + row * p->cRow + j, last);
    }
    row += size;
  }
}

/// Σ a[k] · x[k] for as many terms as are added one to the next.
INLINE real short_dot(int64_t k, const real *a, const real *x) {
  vf sums[4] = {};
  int64_t at = 0;
  for (; at + 4 * NN_LANES <= k; at += 4 * NN_LANES)
    NN_UNROLL for (int s = 0; s < 4; s++)
      sums[s] = fused(load(a + at + s * NN_LANES), load(x + at + s * NN_LANES), sums[s]);
  for (; at + NN_LANES <= k; at += NN_LANES) sums[0] = fused(load(a + at), load(x + at), sums[0]);
  if (at < k) sums[1] = fused(load_some(a + at, k - at), load_some(x + at, k - at), sums[1]);
  return sum_of((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

static void dots(int64_t rows, int64_t k, const real *a, int64_t aRow, const real *x, real *y, int64_t yStride,
                 int32_t accumulate) {
  for (int64_t i = 0; i < rows; i++, a += aRow, y += yStride) {
    real sum;
    if (k <= NN_AT_ONCE) {
      sum = short_dot(k, a, x);
    } else {
      exact_sum exact = {};
      for (int64_t at = 0; at < k; at += NN_AT_ONCE)
        add_exactly(&exact, short_dot(k - at < NN_AT_ONCE ? k - at : NN_AT_ONCE, a + at, x + at));
      sum = (real)(exact.high + exact.low);
    }
    *y = accumulate ? *y + sum : sum;
  }
}

/// Sums of NN_CHAIN terms, sums of NN_CHAINS such sums, and their sum, which loses nothing.
static void channelwise(const nn_channelwise *p, const real *x, const real *w, real *y) {
  for (int64_t at = 0; at < p->channels; at += NN_LANES) {
    int64_t some = p->channels - at < NN_LANES ? p->channels - at : NN_LANES;
    vf sum = splat(0), sums = sum, all = sum, low = sum;
    int32_t terms = 0;
    for (int64_t outer = 0; outer < p->outer.count; outer++)
      for (int64_t inner = 0; inner < p->inner.count; inner++) {
        sum = fused(load_some(x + outer * p->outer.a + inner * p->inner.a + at, some),
                    load_some(w + outer * p->outer.b + inner * p->inner.b + at, some), sum);
        if (++terms % NN_CHAIN) continue;
        sums += sum;
        sum = splat(0);
        if (terms < NN_CHAIN * NN_CHAINS) continue;
        two_sum(&all, &low, sums);
        sums = splat(0);
        terms = 0;
      }
    sum = all + (low + (sums + sum));
    if (p->accumulate) sum += load_some(y + at, some);
    store_some(y + at, sum, some);
  }
}

static void add(int64_t count, const real *x, real *y) {
  int64_t at = 0;
  for (; at + NN_LANES <= count; at += NN_LANES) store(y + at, load(y + at) + load(x + at));
  if (at < count)
    store_some(y + at, load_some(y + at, count - at) + load_some(x + at, count - at), count - at);
}

static void collect(int64_t count, const real *x, real *high, real *low) {
  for (int64_t at = 0; at < count; at += NN_LANES) {
    int64_t some = count - at < NN_LANES ? count - at : NN_LANES;
    bool isWhole = some == NN_LANES;
    vf h = isWhole ? load(high + at) : load_some(high + at, some), l = isWhole ? load(low + at) : load_some(low + at, some);
    two_sum(&h, &l, isWhole ? load(x + at) : load_some(x + at, some));
    if (isWhole) {
      store(high + at, h);
      store(low + at, l);
    } else {
      store_some(high + at, h, some);
      store_some(low + at, l, some);
    }
  }
}
