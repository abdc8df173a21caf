/* W9: a GRU of 64 cells over 32 steps of 8 features, then a dense layer.

   As in floor_lstm.c, one product makes all times' inputs, one all times' weight gradients; the three gates (reset,
   update, new) of a time are made in one pass. Arrays are [time, row, …]. */
#include "floor.h"

enum { TIMES = 32, FEATURES = 8, CELLS = 64, GATES = 3 * CELLS, MOST_ROWS = 32 };
static Layer *inputs, *recurrent, *head;
static float *sequences;
static const int *labels;

/* `sums` become the gates' values; `remembered` is what the state gives the gates; `slopes` those of the inputs' sums,
   `turned_back` those of the state's. */
typedef struct {
  float *x, *sums, *remembered, *slopes, *turned_back, *hidden, *dh, *logits;
} Space;
static Space spaces[MOST_THREADS];

static Plan plan_of(const char *name) {
  (void)name;
  return (Plan){"sequences", 1408, 5, 44, 32, 1408, 1e-3f};
}

static void prepare(void) {
  inputs = dense_layer("wx", "b", FEATURES, GATES);
  recurrent = dense_layer("wh", NULL, CELLS, GATES);
  head = dense_layer("head.w", "head.b", CELLS, 10);
  sequences = load("sequences.x", 1408 * TIMES * FEATURES);
  labels = load("sequences.y", 1408);
  for (int thread = 0; thread < threads; thread++) {
    int all = TIMES * MOST_ROWS;
    spaces[thread] = (Space){
      block(all * FEATURES), block(all * GATES), block(all * GATES), block(all * GATES), block(all * GATES),
      block((all + MOST_ROWS) * CELLS), block(MOST_ROWS * CELLS), block(MOST_ROWS * 16)};
  }
}

/* One row of one time: the gates' sums become their values, and these the next state. */
INLINE void cell(float *restrict g, const float *restrict u, const float *restrict before, float *restrict h) {
  for (int j = 0; j < 2 * CELLS; j++) g[j] = sigmoid(g[j] + u[j]);
  for (int j = 0; j < CELLS; j++) {
    float new = hyperbolic_tangent(g[2 * CELLS + j] + g[j] * u[2 * CELLS + j]);
    g[2 * CELLS + j] = new;
    h[j] = new + g[CELLS + j] * (before[j] - new);
  }
}

/* Back: dh comes in as the slope of the state after this time, and leaves as that before it but for the product. */
INLINE void cell_backward(
    const float *restrict g, const float *restrict u, const float *restrict before, float *restrict dh,
    float *restrict d, float *restrict back) {
  for (int j = 0; j < CELLS; j++) {
    float reset = g[j], update = g[CELLS + j], new = g[2 * CELLS + j];
    float inner = dh[j] * (1 - update) * (1 - new * new);
    d[j] = back[j] = inner * u[2 * CELLS + j] * reset * (1 - reset);
    d[CELLS + j] = back[CELLS + j] = dh[j] * (before[j] - new) * update * (1 - update);
    d[2 * CELLS + j] = inner;
    back[2 * CELLS + j] = inner * reset;
    dh[j] *= update;
  }
}

static float share(const int *rows, int count, float scale, int thread) {
  Space *s = &spaces[thread];
  int states = count * CELLS, gates = count * GATES;
  float loss = 0;
  for (int t = 0; t < TIMES; t++)
    for (int r = 0; r < count; r++)
      memcpy(
          s->x + (t * count + r) * FEATURES, sequences + (rows[r] * TIMES + t) * FEATURES, FEATURES * sizeof(float));
  dense(TIMES * count, inputs, s->x, s->sums);
  memset(s->hidden, 0, states * sizeof(float));
  memset(s->remembered, 0, gates * sizeof(float));
  for (int t = 0; t < TIMES; t++) {
    const float *before = s->hidden + t * states;
    float *g = s->sums + t * gates, *u = s->remembered + t * gates;
    if (t) product(count, GATES, CELLS, before, CELLS, 1, recurrent->w, GATES, NULL, 0, u, GATES);
    for (int r = 0; r < count; r++)
      cell(g + r * GATES, u + r * GATES, before + r * CELLS, s->hidden + (t + 1) * states + r * CELLS);
  }
  const float *last = s->hidden + TIMES * states;
  dense(count, head, last, s->logits);
  for (int r = 0; r < count; r++) loss += cross_entropy(10, s->logits + r * 16, labels[rows[r]], scale);
  if (!scale) return loss;
  dense_backward(count, head, last, s->logits, s->dh, thread);
  for (int t = TIMES - 1; t >= 0; t--) {
    float *back = s->turned_back + t * gates;
    for (int r = 0; r < count; r++) {
      int row = r * GATES + t * gates;
      cell_backward(
          s->sums + row, s->remembered + row, s->hidden + t * states + r * CELLS, s->dh + r * CELLS, s->slopes + row,
          back + r * GATES);
    }
    if (t) product(count, CELLS, GATES, back, GATES, 1, recurrent->turned, CELLS, s->dh, CELLS, s->dh, CELLS);
  }
  float *dw = gradient(recurrent->w, thread);
  product(CELLS, GATES, TIMES * count, s->hidden, 1, CELLS, s->turned_back, GATES, dw, GATES, dw, GATES);
  dense_backward(TIMES * count, inputs, s->x, s->slopes, NULL, thread);
  return loss;
}

static void update(size_t from, size_t to, int step, float rate) { adam(from, to, step, rate); }
