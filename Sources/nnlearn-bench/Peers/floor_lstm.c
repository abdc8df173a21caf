/* W5: an LSTM of 64 cells over eight rows of an 8 × 8 digit, then a dense layer.

   One product makes all times' inputs, one all times' weight gradients; the four gates (input, forget, cell, output)
   of a time are made in one pass. Arrays are [time, row, …]. */
#include "floor.h"

enum { TIMES = 8, FEATURES = 8, CELLS = 64, GATES = 4 * CELLS, MOST_ROWS = 32 };
static Layer *inputs, *recurrent, *head;
static float *images;
static const int *labels;

typedef struct {
  float *x, *gates, *slopes, *cells, *squashed, *hidden, *dh, *dc, *logits;
} Space;
static Space spaces[MOST_THREADS];

static Plan plan_of(const char *name) {
  (void)name;
  return (Plan){"digits", 1408, 5, 44, 32, 1408, 1e-3f};
}

static void prepare(void) {
  inputs = dense_layer("wx", "b", FEATURES, GATES);
  recurrent = dense_layer("wh", NULL, CELLS, GATES);
  head = dense_layer("head.w", "head.b", CELLS, 10);
  images = load("digits.x", 1408 * 64);
  labels = load("digits.y", 1408);
  for (int thread = 0; thread < threads; thread++) {
    int all = TIMES * MOST_ROWS;
    float *gates = block(all * GATES), *slopes = block(all * GATES), *tanhs = block(all * CELLS);
    spaces[thread] = (Space){
      block(all * FEATURES), gates, slopes, block((all + MOST_ROWS) * CELLS), tanhs,
      block((all + MOST_ROWS) * CELLS), block(MOST_ROWS * CELLS), block(MOST_ROWS * CELLS), block(MOST_ROWS * 16)};
  }
}

/* One row of one time: the gates' sums become their values. */
INLINE void cell(
    float *restrict g, const float *restrict before, float *restrict c, float *restrict t, float *restrict h) {
  for (int j = 0; j < 2 * CELLS; j++) g[j] = sigmoid(g[j]);
  for (int j = 2 * CELLS; j < 3 * CELLS; j++) g[j] = hyperbolic_tangent(g[j]);
  for (int j = 3 * CELLS; j < GATES; j++) g[j] = sigmoid(g[j]);
  for (int j = 0; j < CELLS; j++) {
    c[j] = g[CELLS + j] * before[j] + g[j] * g[2 * CELLS + j];
    t[j] = hyperbolic_tangent(c[j]);
    h[j] = g[3 * CELLS + j] * t[j];
  }
}

/* Back: dc comes in as the slope of this time's cell, and leaves as that of the cell before. */
INLINE void cell_backward(
    const float *restrict g, const float *restrict before, const float *restrict t, const float *restrict dh,
    float *restrict dc, float *restrict d) {
  for (int j = 0; j < CELLS; j++) {
    float in = g[j], forget = g[CELLS + j], new = g[2 * CELLS + j], out = g[3 * CELLS + j];
    float c = dc[j] + dh[j] * out * (1 - t[j] * t[j]);
    d[j] = c * new * in * (1 - in);
    d[CELLS + j] = c * before[j] * forget * (1 - forget);
    d[2 * CELLS + j] = c * in * (1 - new * new);
    d[3 * CELLS + j] = dh[j] * t[j] * out * (1 - out);
    dc[j] = c * forget;
  }
}

static float share(const int *rows, int count, float scale, int thread) {
  Space *s = &spaces[thread];
  int states = count * CELLS, gates = count * GATES;
  float loss = 0;
  for (int t = 0; t < TIMES; t++)
    for (int r = 0; r < count; r++)
      memcpy(s->x + (t * count + r) * FEATURES, images + rows[r] * 64 + t * FEATURES, FEATURES * sizeof(float));
  dense(TIMES * count, inputs, s->x, s->gates);
  memset(s->cells, 0, states * sizeof(float));
  memset(s->hidden, 0, states * sizeof(float));
  for (int t = 0; t < TIMES; t++) {
    float *g = s->gates + t * gates;
    if (t) product(count, GATES, CELLS, s->hidden + t * states, CELLS, 1, recurrent->w, GATES, g, GATES, g, GATES);
    for (int r = 0; r < count; r++) {
      int now = t * states + r * CELLS, next = now + states;
      cell(g + r * GATES, s->cells + now, s->cells + next, s->squashed + now, s->hidden + next);
    }
  }
  const float *last = s->hidden + TIMES * states;
  dense(count, head, last, s->logits);
  for (int r = 0; r < count; r++) loss += cross_entropy(10, s->logits + r * 16, labels[rows[r]], scale);
  if (!scale) return loss;
  dense_backward(count, head, last, s->logits, s->dh, thread);
  memset(s->dc, 0, states * sizeof(float));
  for (int t = TIMES - 1; t >= 0; t--) {
    float *d = s->slopes + t * gates;
    for (int r = 0; r < count; r++) {
      int now = t * states + r * CELLS, row = r * CELLS;
      cell_backward(
          s->gates + t * gates + r * GATES, s->cells + now, s->squashed + now, s->dh + row, s->dc + row, d + r * GATES);
    }
    if (t) product(count, CELLS, GATES, d, GATES, 1, recurrent->turned, CELLS, NULL, 0, s->dh, CELLS);
  }
  float *dw = gradient(recurrent->w, thread);
  product(CELLS, GATES, TIMES * count, s->hidden, 1, CELLS, s->slopes, GATES, dw, GATES, dw, GATES);
  dense_backward(TIMES * count, inputs, s->x, s->slopes, NULL, thread);
  return loss;
}

static void update(size_t from, size_t to, int step, float rate) { adam(from, to, step, rate); }
