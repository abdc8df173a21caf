// Copies with any strides, and zeros.
#include "kernels.h"

typedef real four __attribute__((vector_size(4 * sizeof(real)), aligned(sizeof(real))));

/// Four by four.
static inline void transpose_block(const real *x, int64_t xRow, real *y, int64_t yRow) {
  four a = *(const four *)x, b = *(const four *)(x + xRow), c = *(const four *)(x + 2 * xRow),
       d = *(const four *)(x + 3 * xRow);
  four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), AB = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  four cd = __builtin_shufflevector(c, d, 0, 4, 1, 5), CD = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  *(four *)y = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
  *(four *)(y + yRow) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
  *(four *)(y + 2 * yRow) = __builtin_shufflevector(AB, CD, 0, 1, 4, 5);
  *(four *)(y + 3 * yRow) = __builtin_shufflevector(AB, CD, 2, 3, 6, 7);
}

/// y[j · yRow + i] = x[i · xRow + j] for i < rows, j < columns. What is left over at the ends is taken as a block of four as well, part of which is transposed again.
static void transpose(int64_t rows, int64_t columns, const real *x, int64_t xRow, real *y, int64_t yRow) {
  if (rows < 4 || columns < 4) {
    for (int64_t i = 0; i < rows; i++)
      for (int64_t j = 0; j < columns; j++) y[j * yRow + i] = x[i * xRow + j];
    return;
  }
  for (int64_t i = 0; i < rows; i += 4) {
    if (i > rows - 4) i = rows - 4;
    for (int64_t j = 0; j + 4 <= columns; j += 4) transpose_block(x + i * xRow + j, xRow, y + j * yRow + i, yRow);
    if (columns % 4) transpose_block(x + i * xRow + columns - 4, xRow, y + (columns - 4) * yRow + i, yRow);
  }
}

typedef struct {
  int64_t size, x, y;
} axis;

/// Drops axes of size 1 and joins neighbours that lie like one; the rest, outermost first. Returns how many are left.
static int simplified(const nn_copy_step *s, int64_t count, axis axes[5]) {
  int n = 0;
  for (int i = 0; i < 5; i++) {
    axis next = {i == 0 ? s->sizes[0] * count : s->sizes[i], s->xStrides[i], s->yStrides[i]};
    if (next.size == 0) return -1;
    if (next.size == 1) continue;
    axis *last = axes + n - 1;
    if (n && last->x == next.x * next.size && last->y == next.y * next.size)
      *last = (axis){last->size * next.size, next.x, next.y};
    else axes[n++] = next;
  }
  return n;
}

/// The two innermost axes: runs, transposes, or one by one.
static void copy_plane(axis outer, axis inner, const real *x, real *y) {
  if (inner.x == 1 && inner.y == 1) {
    for (int64_t i = 0; i < outer.size; i++, x += outer.x, y += outer.y) {
      if (inner.size >= 64) memmove(y, x, sizeof(real) * inner.size);
      else for (int64_t j = 0; j < inner.size; j++) y[j] = x[j];
    }
  } else if (inner.x == 1 && outer.y == 1) {
    transpose(outer.size, inner.size, x, outer.x, y, inner.y);
  } else if (outer.x == 1 && inner.y == 1) {
    transpose(inner.size, outer.size, x, inner.x, y, outer.y);
  } else {
    for (int64_t i = 0; i < outer.size; i++)
      for (int64_t j = 0; j < inner.size; j++) y[i * outer.y + j * inner.y] = x[i * outer.x + j * inner.x];
  }
}

static void run_copy(const void *step, const nn_chunk *chunk) {
  const nn_copy_step *s = step;
  axis found[5], axes[5] = {{1, 0, 0}, {1, 0, 0}, {1, 0, 0}, {1, 0, 0}, {1, 0, 0}};
  int n = simplified(s, chunk->count, found);
  if (n < 0) return;
  for (int i = 0; i < n; i++) axes[5 - n + i] = found[i];
  if (n == 0) axes[4] = (axis){1, 1, 1};
  const real *x = nn_at(s->x, chunk);
  real *y = nn_at(s->y, chunk);
  for (int64_t i = 0; i < axes[0].size; i++)
    for (int64_t j = 0; j < axes[1].size; j++)
      for (int64_t k = 0; k < axes[2].size; k++)
        copy_plane(axes[3], axes[4], x + i * axes[0].x + j * axes[1].x + k * axes[2].x,
                   y + i * axes[0].y + j * axes[1].y + k * axes[2].y);
}

static void run_zero(const void *step, const nn_chunk *chunk) {
  const nn_zero_step *s = step;
  int64_t count = s->perExample ? s->perExample * chunk->count : s->y.perExample * chunk->count;
  memset(nn_at(s->y, chunk), 0, sizeof(real) * count);
}
