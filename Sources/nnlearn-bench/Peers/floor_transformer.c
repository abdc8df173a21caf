/* W6: a small transformer, width 64, 4 heads, 2 blocks, length 64, vocabulary 128, causal.

   A few sequences at a time go through everything, so that what they leave behind stays in the second cache. */
#include "floor.h"

enum { WIDTH = 64, LENGTH = 64, HEADS = 4, HEAD = 16, QKV = 192, UP = 256, WORDS = 128, BLOCKS = 2 };
enum { SEQUENCES = 4, ROWS = SEQUENCES * LENGTH, SCORES = LENGTH * LENGTH };

typedef struct { float *gain, *bias; } Norm;
typedef struct { float *standard, *scale, *y; } Normal;  /* what a normalisation leaves for the way back */
static struct { Norm norm1, norm2; Layer *qkv, *out, *up, *down; } blocks[BLOCKS];
static Norm last_norm;
static Layer *head;
static float *embeddings, *positions;
static const int *text;

typedef struct {
  float *x, *dx, *dy, *dqkv, *dup, *logits, *dscores, *turned;
  Normal last;
  struct { Normal normal1, normal2; float *qkv, *scores, *heads, *up; } kept[BLOCKS];
} Space;
static Space spaces[MOST_THREADS];

static Plan plan_of(const char *name) {
  (void)name;
  return (Plan){"text", 50 * 32, 1, 50, 32, 32, 1e-3f};
}

static Norm norm(const char *name) {
  char gain[64], bias[64];
  snprintf(gain, sizeof gain, "%s.gain", name), snprintf(bias, sizeof bias, "%s.bias", name);
  return (Norm){parameter(gain, 1, WIDTH, 1, WIDTH), parameter(bias, 1, WIDTH, 1, WIDTH)};
}

static Layer *layer(int block, const char *name, int inputs, int outputs) {
  char w[64], b[64];
  snprintf(w, sizeof w, "b%d.%s.w", block, name), snprintf(b, sizeof b, "b%d.%s.b", block, name);
  return dense_layer(w, b, inputs, outputs);
}

static Normal normal(void) { return (Normal){block(ROWS * WIDTH), block(ROWS), block(ROWS * WIDTH)}; }

static void prepare(void) {
  embeddings = parameter("tokens", WORDS, WIDTH, WORDS, WIDTH);
  positions = parameter("positions", LENGTH, WIDTH, LENGTH, WIDTH);
  for (int b = 0; b < BLOCKS; b++) {
    blocks[b].norm1 = norm(b ? "b1.norm1" : "b0.norm1"), blocks[b].norm2 = norm(b ? "b1.norm2" : "b0.norm2");
    blocks[b].qkv = layer(b, "qkv", WIDTH, QKV), blocks[b].out = layer(b, "out", WIDTH, WIDTH);
    blocks[b].up = layer(b, "up", WIDTH, UP), blocks[b].down = layer(b, "down", UP, WIDTH);
  }
  last_norm = norm("norm");
  head = dense_layer("head.w", "head.b", WIDTH, WORDS);
  text = load("text", 50 * 32 * (LENGTH + 1));
  for (int thread = 0; thread < threads; thread++) {
    Space *s = &spaces[thread];
    s->x = block(ROWS * WIDTH), s->dx = block(ROWS * WIDTH), s->dy = block(ROWS * WIDTH);
    s->dqkv = block(ROWS * QKV), s->dup = block(ROWS * UP), s->logits = block(ROWS * WORDS);
    s->dscores = block(SCORES), s->turned = block(LENGTH * HEAD), s->last = normal();
    for (int b = 0; b < BLOCKS; b++) {
      s->kept[b].normal1 = normal(), s->kept[b].normal2 = normal(), s->kept[b].qkv = block(ROWS * QKV);
      s->kept[b].scores = block(SEQUENCES * HEADS * SCORES);
      s->kept[b].heads = block(ROWS * WIDTH), s->kept[b].up = block(ROWS * UP);
    }
  }
}

static void normalise(int rows, Norm norm, const float *x, Normal kept) {
  for (int r = 0; r < rows; r++) {
    const float *restrict from = x + r * WIDTH;
    float *restrict standard = kept.standard + r * WIDTH, *restrict y = kept.y + r * WIDTH, mean = 0, variance = 0;
    for (int k = 0; k < WIDTH; k++) mean += from[k] / WIDTH;
    for (int k = 0; k < WIDTH; k++) variance += (from[k] - mean) * (from[k] - mean) / WIDTH;
    float scale = kept.scale[r] = 1 / sqrtf(variance + 1e-5f);
    for (int k = 0; k < WIDTH; k++) {
      standard[k] = (from[k] - mean) * scale;
      y[k] = standard[k] * norm.gain[k] + norm.bias[k];
    }
  }
}

/* Adds to dx. */
static void normalise_backward(int rows, Norm norm, Normal kept, const float *dy, float *dx, int thread) {
  float *restrict gain = gradient(norm.gain, thread), *restrict bias = gradient(norm.bias, thread);
  for (int r = 0; r < rows; r++) {
    const float *restrict d = dy + r * WIDTH, *restrict standard = kept.standard + r * WIDTH;
    float *restrict to = dx + r * WIDTH, mean = 0, along = 0;
    for (int k = 0; k < WIDTH; k++) {
      float slope = d[k] * norm.gain[k] / WIDTH;
      mean += slope, along += slope * standard[k];
      gain[k] += d[k] * standard[k], bias[k] += d[k];
    }
    for (int k = 0; k < WIDTH; k++) to[k] += kept.scale[r] * (d[k] * norm.gain[k] - mean - standard[k] * along);
  }
}

/* [LENGTH, HEAD] of rows QKV apart → [HEAD, LENGTH]. */
static void turn_head(const float *x, float *restrict turned) {
  for (int k = 0; k < HEAD; k++)
    for (int i = 0; i < LENGTH; i++) turned[k * LENGTH + i] = x[i * QKV + k];
}

/* softmax(q·kᵀ / √16) · v; a row of the scores sees itself and what came before. */
static void attend(const float *q, float *scores, float *heads, float *turned) {
  const float *k = q + WIDTH, *v = q + 2 * WIDTH;
  turn_head(k, turned);
  product(LENGTH, LENGTH, HEAD, q, QKV, 1, turned, LENGTH, NULL, 0, scores, LENGTH);
  for (int i = 0; i < LENGTH; i++) {
    float *restrict row = scores + i * LENGTH, largest = row[0], sum = 0;
    for (int j = 1; j <= i; j++) largest = fmaxf(largest, row[j]);
    for (int j = 0; j <= i; j++) sum += row[j] = expf(0.25f * (row[j] - largest));
    for (int j = 0; j <= i; j++) row[j] /= sum;
    for (int j = i + 1; j < LENGTH; j++) row[j] = 0;
  }
  product(LENGTH, HEAD, LENGTH, scores, LENGTH, 1, v, QKV, NULL, 0, heads, WIDTH);
}

static void attend_backward(const float *q, const float *scores, const float *dheads, float *dq, Space *s) {
  const float *k = q + WIDTH, *v = q + 2 * WIDTH;
  float *ds = s->dscores;
  product(LENGTH, HEAD, LENGTH, scores, 1, LENGTH, dheads, WIDTH, NULL, 0, dq + 2 * WIDTH, QKV);
  turn_head(v, s->turned);
  product(LENGTH, LENGTH, HEAD, dheads, WIDTH, 1, s->turned, LENGTH, NULL, 0, ds, LENGTH);
  for (int i = 0; i < LENGTH; i++) {
    const float *restrict row = scores + i * LENGTH;
    float *restrict d = ds + i * LENGTH, sum = 0;
    for (int j = 0; j < LENGTH; j++) sum += row[j] * d[j];
    for (int j = 0; j < LENGTH; j++) d[j] = 0.25f * row[j] * (d[j] - sum);
  }
  product(LENGTH, HEAD, LENGTH, ds, LENGTH, 1, k, QKV, NULL, 0, dq, QKV);
  product(LENGTH, HEAD, LENGTH, ds, 1, LENGTH, q, QKV, NULL, 0, dq + WIDTH, QKV);
}

INLINE void add(int count, const float *restrict y, float *restrict x) {
  for (int i = 0; i < count; i++) x[i] += y[i];
}

static void forward(int rows, Space *s) {
  for (int b = 0; b < BLOCKS; b++) {
    normalise(rows, blocks[b].norm1, s->x, s->kept[b].normal1);
    dense(rows, blocks[b].qkv, s->kept[b].normal1.y, s->kept[b].qkv);
    for (int n = 0; n < rows / LENGTH * HEADS; n++) {
      int row = n / HEADS * LENGTH, column = n % HEADS * HEAD;
      float *heads = s->kept[b].heads + row * WIDTH + column;
      attend(s->kept[b].qkv + row * QKV + column, s->kept[b].scores + n * SCORES, heads, s->turned);
    }
    dense(rows, blocks[b].out, s->kept[b].heads, s->dy);
    add(rows * WIDTH, s->dy, s->x);
    normalise(rows, blocks[b].norm2, s->x, s->kept[b].normal2);
    dense(rows, blocks[b].up, s->kept[b].normal2.y, s->kept[b].up);
    relu(rows * UP, s->kept[b].up);
    dense(rows, blocks[b].down, s->kept[b].up, s->dy);
    add(rows * WIDTH, s->dy, s->x);
  }
  normalise(rows, last_norm, s->x, s->last);
  dense(rows, head, s->last.y, s->logits);
}

static void backward(int rows, Space *s, int thread) {
  memset(s->dx, 0, rows * WIDTH * sizeof(float));
  dense_backward(rows, head, s->last.y, s->logits, s->dy, thread);
  normalise_backward(rows, last_norm, s->last, s->dy, s->dx, thread);
  for (int b = BLOCKS - 1; b >= 0; b--) {
    dense_backward(rows, blocks[b].down, s->kept[b].up, s->dx, s->dup, thread);
    relu_backward(rows * UP, s->kept[b].up, s->dup);
    dense_backward(rows, blocks[b].up, s->kept[b].normal2.y, s->dup, s->dy, thread);
    normalise_backward(rows, blocks[b].norm2, s->kept[b].normal2, s->dy, s->dx, thread);
    dense_backward(rows, blocks[b].out, s->kept[b].heads, s->dx, s->dy, thread);
    for (int n = 0; n < rows / LENGTH * HEADS; n++) {
      int row = n / HEADS * LENGTH, column = n % HEADS * HEAD;
      const float *q = s->kept[b].qkv + row * QKV + column;
      attend_backward(q, s->kept[b].scores + n * SCORES, s->dy + row * WIDTH + column, s->dqkv + row * QKV + column, s);
    }
    dense_backward(rows, blocks[b].qkv, s->kept[b].normal1.y, s->dqkv, s->dy, thread);
    normalise_backward(rows, blocks[b].norm1, s->kept[b].normal1, s->dy, s->dx, thread);
  }
}

static float chunk(const int *sequences, int count, float scale, int thread) {
  Space *s = &spaces[thread];
  int rows = count * LENGTH;
  float *de = gradient(embeddings, thread), *dp = gradient(positions, thread), loss = 0;
  const int *words[SEQUENCES];
  for (int n = 0; n < count; n++) words[n] = text + sequences[n] * (LENGTH + 1);
  for (int r = 0; r < rows; r++)
    for (int k = 0; k < WIDTH; k++)
      s->x[r * WIDTH + k] = embeddings[words[r / LENGTH][r % LENGTH] * WIDTH + k] + positions[r % LENGTH * WIDTH + k];
  forward(rows, s);
  for (int r = 0; r < rows; r++) {
    int label = words[r / LENGTH][r % LENGTH + 1];
    loss += cross_entropy(WORDS, s->logits + r * WORDS, label, scale / LENGTH) / LENGTH;
  }
  if (!scale) return loss;
  backward(rows, s, thread);
  for (int r = 0; r < rows; r++) {
    add(WIDTH, s->dx + r * WIDTH, de + words[r / LENGTH][r % LENGTH] * WIDTH);
    add(WIDTH, s->dx + r * WIDTH, dp + r % LENGTH * WIDTH);
  }
  return loss;
}

static float share(const int *rows, int count, float scale, int thread) {
  float loss = 0;
  for (int first = 0; first < count; first += SEQUENCES)
    loss += chunk(rows + first, count - first < SEQUENCES ? count - first : SEQUENCES, scale, thread);
  return loss;
}

static void update(size_t from, size_t to, int step, float rate) { adam(from, to, step, rate); }
