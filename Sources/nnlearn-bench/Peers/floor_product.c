/* W7: a product of two matrices of 1024 × 1024.

   Each thread makes its share of the rows. Thirty-two columns of the right factor at a time are put side by side, a
   part of their depth that the nearest caches hold. */
#include "floor.h"

enum { SIDE = 1024, COLUMNS = 32, DEPTH = 256, HEIGHT = 48 };
static float *a, *b, *c, *panels[MOST_THREADS];

static Plan plan_of(const char *name) {
  (void)name;
  return (Plan){"W7", SIDE, 1, 1, SIDE, SIDE, 0};
}

static void prepare(void) {
  a = load("W7.a", SIDE * SIDE), b = load("W7.b", SIDE * SIDE), c = block(SIDE * SIDE);
  for (int thread = 0; thread < threads; thread++) panels[thread] = block(SIDE * DEPTH);
}

static float share(const int *rows, int count, float scale, int thread) {
  float *panel = panels[thread], *from = a + rows[0] * SIDE, *to = c + rows[0] * SIDE, sum = 0;
  if (!scale) {
    for (int i = 0; i < SIDE * SIDE; i++) sum += c[i] / SIDE;
    return sum;
  }
  for (int k = 0; k < SIDE; k += DEPTH) {
    for (int j = 0; j < SIDE; j += COLUMNS)
      for (int d = 0; d < DEPTH; d++)
        memcpy(panel + j * DEPTH + d * COLUMNS, b + (k + d) * SIDE + j, COLUMNS * sizeof(float));
    for (int i = 0; i < count; i += HEIGHT) {
      int rows = count - i < HEIGHT ? count - i : HEIGHT;
      for (int j = 0; j < SIDE; j += COLUMNS) {
        float *at = to + i * SIDE + j;
        product(
            rows, COLUMNS, DEPTH, from + i * SIDE + k, SIDE, 1, panel + j * DEPTH, COLUMNS, k ? at : NULL, SIDE, at, SIDE);
      }
    }
  }
  return 0;
}

static void update(size_t from, size_t to, int step, float rate) { (void)from, (void)to, (void)step, (void)rate; }
