// The register tile of packed products: the numbers of A and B lie in the order in which it reads them.
// Included once per level and element type, after product_body.h.

/// How many terms of A are fetched ahead.
#define NN_AHEAD 16

INLINE void packed_tile(int rows, const nn_packed *p, real *c, int64_t columns) {
  const real *a = p->a, *b = p->b;
  int64_t cRow = p->cRow;
  vf sums[NN_TILE_ROWS][2], block[NN_TILE_ROWS][2];
  const int vectors = 2;
  CLEAR(sums);
  NN_UNROLL for (int i = 0; i < rows; i++) {
    __builtin_prefetch(c + i * cRow, 1);
    __builtin_prefetch(c + i * cRow + columns - 1, 1);
  }
  for (int64_t rest = p->terms, chains = 0;; chains++) {
    // Unrolled, the compiler would load all factors first and run out of registers.
    _Pragma("clang loop unroll(disable)") for (int64_t left = rest < NN_CHAIN ? rest : NN_CHAIN; left > 0; left--) {
      vf first = load(b), second = load(b + NN_LANES);
      __builtin_prefetch(a + NN_AHEAD * rows);
      NN_UNROLL for (int i = 0; i < rows; i++) {
        vf factor = splat(a[i]);
        sums[i][0] = fused(factor, first, sums[i][0]);
        sums[i][1] = fused(factor, second, sums[i][1]);
      }
      a += rows;
      b += 2 * NN_LANES;
    }
    rest -= NN_CHAIN;
    if (chains) {
      NN_UNROLL for (int i = 0; i < rows; i++)
        NN_UNROLL for (int v = 0; v < vectors; v++) sums[i][v] += block[i][v];
    }
    if (rest <= 0) break;
    NN_UNROLL for (int i = 0; i < rows; i++)
      NN_UNROLL for (int v = 0; v < vectors; v++) block[i][v] = sums[i][v];
    CLEAR(sums);
  }
  int64_t some = columns > NN_LANES ? columns - NN_LANES : columns;
  NN_UNROLL for (int i = 0; i < rows; i++, c += cRow) {
    vf left = sums[i][0], right = sums[i][1];
    if (columns == 2 * NN_LANES) {
      if (p->accumulate) left += load(c), right += load(c + NN_LANES);
      store(c, left);
      store(c + NN_LANES, right);
    } else if (columns > NN_LANES) {
      if (p->accumulate) left += load(c), right += load_some(c + NN_LANES, some);
      store(c, left);
      store_some(c + NN_LANES, right, some);
    } else {
      if (p->accumulate) left += load_some(c, some);
      store_some(c, left, some);
    }
  }
}

#define NN_PACKED_TILE(r)                                                                \
  static void packed_tile_##r(const nn_packed *p, real *c, int64_t columns) {    \
    packed_tile(r, p, c, columns);                                                \
  }
NN_PACKED_TILE(1) NN_PACKED_TILE(2) NN_PACKED_TILE(3) NN_PACKED_TILE(4) NN_PACKED_TILE(5) NN_PACKED_TILE(6)
#if NN_TILE_ROWS == 14
NN_PACKED_TILE(7) NN_PACKED_TILE(8) NN_PACKED_TILE(9) NN_PACKED_TILE(10) NN_PACKED_TILE(11) NN_PACKED_TILE(12)
NN_PACKED_TILE(13) NN_PACKED_TILE(14)
#endif

static void packed(const nn_packed *p, real *c, int64_t rows, int64_t columns) {
  static void (*const tiles[NN_TILE_ROWS])(const nn_packed *p, real *c, int64_t columns) = {
      packed_tile_1, packed_tile_2, packed_tile_3, packed_tile_4, packed_tile_5,
      packed_tile_6,
#if NN_TILE_ROWS == 14
      packed_tile_7, packed_tile_8, packed_tile_9, packed_tile_10,
      packed_tile_11, packed_tile_12, packed_tile_13, packed_tile_14,
#endif
  };
  tiles[rows - 1](p, c, columns);
}
