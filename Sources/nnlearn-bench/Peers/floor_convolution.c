/* W4 and W4b: two convolutions, then dense layers; an image stays in the nearest cache from end to end.

   Images are [height, width, channels] with a border of zeros, so the numbers under one row of a window lie side by
   side, and a row of results is a matrix product whose rows overlap. */
#include "floor.h"

enum { CHUNK = 32, MOST = 32 * 32 * 32, RUN = LANES / 2 };
typedef struct { int side, window, inputs, outputs, pools; float *w, *b; } Convolution;
static Convolution convolutions[2];
static Layer *head[2];
static int is_small;
static float *images;
static const int *labels;

/* What one thread needs for a chunk of images. */
typedef struct {
  float *input[2];               /* each convolution's, with its border */
  unsigned char *chosen[2];      /* which of a pool's four was the largest, 4 if none was above zero */
  float *features, *feature_slopes, *hidden, *hidden_slopes, *logits;
  float *plane, *slope, *turned; /* one image's results and their slopes; the second filters, turned round */
} Space;
static Space spaces[MOST_THREADS];

static Plan plan_of(const char *name) {
  if (!strcmp(name, "W4")) return (Plan){"digits", 1408, 5, 44, 32, 1408, 1e-3f};
  return (Plan){"noise28", 4096, 1, 64, 64, 512, 1e-3f};
}

INLINE int bordered(Convolution c) { return c.side + c.window - 1; }
INLINE int input_size(Convolution c) { return bordered(c) * bordered(c) * c.inputs; }

static void prepare(void) {
  Plan plan = plan_of(workload);
  is_small = !strcmp(workload, "W4");
  int side = is_small ? 8 : 28, window = is_small ? 3 : 5;
  convolutions[0] = (Convolution){side, window, 1, 16, !is_small, NULL, NULL};
  convolutions[1] = (Convolution){is_small ? 8 : 14, window, 16, 32, 1, NULL, NULL};
  for (int l = 0; l < 2; l++) {
    Convolution *c = &convolutions[l];
    int rows = window * window * c->inputs;
    c->w = parameter(l ? "w2" : "w1", rows, c->outputs, rows, c->outputs);
    c->b = parameter(l ? "b2" : "b1", 1, c->outputs, 1, c->outputs);
  }
  int features = is_small ? 512 : 1568;
  head[0] = dense_layer("w3", "b3", features, is_small ? 10 : 128);
  if (!is_small) head[1] = dense_layer("w4", "b4", 128, 10);
  images = load(is_small ? "digits.x" : "noise28.x", (size_t)plan.examples * side * side);
  labels = load(is_small ? "digits.y" : "noise28.y", plan.examples);
  for (int thread = 0; thread < threads; thread++) {
    Space *s = &spaces[thread];
    for (int l = 0; l < 2; l++) {
      s->input[l] = block(CHUNK * input_size(convolutions[l]));
      s->chosen[l] = calloc(CHUNK, MOST);
    }
    s->features = block(CHUNK * features), s->feature_slopes = block(CHUNK * features);
    s->hidden = block(CHUNK * 128), s->hidden_slopes = block(CHUNK * 128), s->logits = block(CHUNK * 16);
    s->plane = block(MOST), s->slope = block(MOST), s->turned = block(MOST);
  }
}

/* results [side, side, outputs] = bias + the windows of a bordered image · filters, `run` results of a row at a time and
   as many outputs as two vectors hold. */
INLINE void convolve(
    int side, int window, int inputs, int outputs, int run, const float *x, const float *w, const float *b, float *y) {
  int row = (side + window - 1) * inputs, depth = window * inputs;
  for (int i = 0; i < side; i++)
    for (int j = 0; j < side; j += run)
#pragma GCC unroll 4
      for (int o = 0; o < outputs; o += 2 * LANES) {
        int vectors = outputs - o > LANES ? 2 : 1;
        Vector sum[8][2];
#pragma GCC unroll 8
        for (int t = 0; t < run; t++)
#pragma GCC unroll 2
          for (int v = 0; v < vectors; v++) sum[t][v] = b ? *(Vector *)(b + o + v * LANES) : (Vector){0};
        for (int a = 0; a < window; a++) {
          const float *from = x + (i + a) * row + j * inputs, *filter = w + a * depth * outputs + o;
          for (int k = 0; k < depth; k++) {
#pragma GCC unroll 8
            for (int t = 0; t < run; t++)
#pragma GCC unroll 2
              for (int v = 0; v < vectors; v++)
                sum[t][v] += from[t * inputs + k] * *(Vector *)(filter + k * outputs + v * LANES);
          }
        }
#pragma GCC unroll 8
        for (int t = 0; t < run; t++)
#pragma GCC unroll 2
          for (int v = 0; v < vectors; v++)
            *(Vector *)(y + ((i * side + j + t) * outputs) + o + v * LANES) = sum[t][v];
      }
}

/* Adds to dw the slopes of the filters, `run` of a window's numbers at a time; the slopes too have a border. */
INLINE void filter_gradient(
    int side, int window, int inputs, int outputs, int run, const float *x, const float *slope, float *dw) {
  int row = (side + window - 1) * inputs, depth = window * inputs, border = window / 2;
  for (int a = 0; a < window; a++)
    for (int k = 0; k < depth; k += run)
#pragma GCC unroll 4
      for (int o = 0; o < outputs; o += 2 * LANES) {
        int vectors = outputs - o > LANES ? 2 : 1;
        Vector sum[8][2];
        float *to = dw + (a * depth + k) * outputs + o;
#pragma GCC unroll 8
        for (int t = 0; t < run; t++)
#pragma GCC unroll 2
          for (int v = 0; v < vectors; v++) sum[t][v] = *(Vector *)(to + t * outputs + v * LANES);
        for (int i = 0; i < side; i++)
          for (int j = 0; j < side; j++) {
            const float *from = x + (i + a) * row + j * inputs + k;
            const float *d = slope + ((i + border) * (side + window - 1) + j + border) * outputs + o;
#pragma GCC unroll 8
            for (int t = 0; t < run; t++)
#pragma GCC unroll 2
              for (int v = 0; v < vectors; v++) sum[t][v] += from[t] * *(Vector *)(d + v * LANES);
          }
#pragma GCC unroll 8
        for (int t = 0; t < run; t++)
#pragma GCC unroll 2
          for (int v = 0; v < vectors; v++) *(Vector *)(to + t * outputs + v * LANES) = sum[t][v];
      }
}

/* relu and the largest of each 2 × 2 in one: y's rows are `row` numbers apart. */
INLINE void pool(int half, int channels, const float *x, float *y, int row, unsigned char *chosen) {
  for (int i = 0; i < half; i++)
    for (int j = 0; j < half; j++) {
      const float *p = x + (2 * i * 2 * half + 2 * j) * channels, *q = p + 2 * half * channels;
      for (int c = 0; c < channels; c++) {
        float largest = p[c];
        int which = 0;
        which = p[c + channels] > largest ? 1 : which, largest = fmaxf(largest, p[c + channels]);
        which = q[c] > largest ? 2 : which, largest = fmaxf(largest, q[c]);
        which = q[c + channels] > largest ? 3 : which, largest = fmaxf(largest, q[c + channels]);
        y[i * row + j * channels + c] = fmaxf(largest, 0);
        chosen[(i * half + j) * channels + c] = largest > 0 ? which : 4;
      }
    }
}

/* Back through pool and relu, into an image with a border; adds to the bias's slope. */
INLINE void pool_backward(
    int half, int channels, int border, const float *slope, const unsigned char *chosen, float *restrict dx,
    float *restrict db) {
  int row = 2 * (half + border) * channels;
  for (int i = 0; i < half; i++)
    for (int j = 0; j < half; j++) {
      float *p = dx + (2 * i + border) * row + (2 * j + border) * channels, *q = p + row;
      for (int c = 0; c < channels; c++) {
        float d = slope[(i * half + j) * channels + c];
        int which = chosen[(i * half + j) * channels + c];
        p[c] = which == 0 ? d : 0, p[c + channels] = which == 1 ? d : 0;
        q[c] = which == 2 ? d : 0, q[c + channels] = which == 3 ? d : 0;
        db[c] += which < 4 ? d : 0;
      }
    }
}

/* The second filters turned round, channels exchanged: a convolution with them takes slopes back to the input. */
INLINE void turn_filters(int window, int inputs, int outputs, const float *w, float *restrict turned) {
  for (int k = 0; k < window * window; k++)
    for (int o = 0; o < outputs; o++)
      for (int i = 0; i < inputs; i++)
        turned[((window * window - 1 - k) * outputs + o) * inputs + i] = w[(k * inputs + i) * outputs + o];
}

/* The two convolutions' sides and their window: constants where this is called, so that all loops are of known length. */
INLINE void image_forward(int first, int second, int window, int run, int n, const float *image, Space *s) {
  int border = window / 2, wide = first + window - 1, half = second / 2;
  float *x = s->input[0] + n * wide * wide, *middle = s->input[1] + n * input_size(convolutions[1]);
  for (int i = 0; i < first; i++) memcpy(x + (i + border) * wide + border, image + i * first, first * sizeof(float));
  convolve(first, window, 1, 16, run, x, convolutions[0].w, convolutions[0].b, s->plane);
  int row = (second + window - 1) * 16;
  float *inside = middle + border * row + border * 16;
  if (first != second) pool(second, 16, s->plane, inside, row, s->chosen[0] + n * MOST);
  else
    for (int i = 0; i < second; i++)
      for (int k = 0; k < second * 16; k++) inside[i * row + k] = fmaxf(s->plane[i * second * 16 + k], 0);
  convolve(second, window, 16, 32, run, middle, convolutions[1].w, convolutions[1].b, s->plane);
  pool(half, 32, s->plane, s->features + n * half * half * 32, half * 32, s->chosen[1] + n * MOST);
}

INLINE void image_backward(int first, int second, int window, int run, int n, Space *s, int thread) {
  int border = window / 2, wide = first + window - 1, half = second / 2, row = (second + window - 1) * 16;
  float *x = s->input[0] + n * wide * wide, *middle = s->input[1] + n * input_size(convolutions[1]);
  float *db[2] = {gradient(convolutions[0].b, thread), gradient(convolutions[1].b, thread)};
  memset(s->slope, 0, (size_t)row * (second + window - 1) * 2 * sizeof(float));
  pool_backward(half, 32, border, s->feature_slopes + n * half * half * 32, s->chosen[1] + n * MOST, s->slope, db[1]);
  filter_gradient(second, window, 16, 32, RUN, middle, s->slope, gradient(convolutions[1].w, thread));
  convolve(second, window, 32, 16, run, s->slope, s->turned, NULL, s->plane);
  memset(s->slope, 0, (size_t)wide * wide * 16 * sizeof(float));
  if (first != second) pool_backward(second, 16, border, s->plane, s->chosen[0] + n * MOST, s->slope, db[0]);
  else
    for (int i = 0; i < first; i++)
      for (int k = 0; k < first * 16; k++) {
        float kept = middle[(i + border) * row + border * 16 + k] > 0 ? s->plane[i * first * 16 + k] : 0;
        s->slope[(i + border) * row + border * 16 + k] = kept;
        db[0][k % 16] += kept;
      }
  filter_gradient(first, window, 1, 16, window, x, s->slope, gradient(convolutions[0].w, thread));
}

static float chunk(const int *rows, int count, float scale, int thread) {
  Space *s = &spaces[thread];
  const float *features = s->features;
  float loss = 0;
  for (int n = 0; n < count; n++) {
    if (is_small) image_forward(8, 8, 3, RUN, n, images + rows[n] * 64, s);
    else image_forward(28, 14, 5, 7, n, images + rows[n] * 784, s);
  }
  if (is_small) dense(count, head[0], features, s->logits);
  else {
    dense(count, head[0], features, s->hidden);
    relu(count * 128, s->hidden);
    dense(count, head[1], s->hidden, s->logits);
  }
  for (int n = 0; n < count; n++) loss += cross_entropy(10, s->logits + n * 16, labels[rows[n]], scale);
  if (!scale) return loss;
  if (is_small) dense_backward(count, head[0], features, s->logits, s->feature_slopes, thread);
  else {
    dense_backward(count, head[1], s->hidden, s->logits, s->hidden_slopes, thread);
    relu_backward(count * 128, s->hidden, s->hidden_slopes);
    dense_backward(count, head[0], features, s->hidden_slopes, s->feature_slopes, thread);
  }
  turn_filters(is_small ? 3 : 5, 16, 32, convolutions[1].w, s->turned);
  for (int n = 0; n < count; n++) {
    if (is_small) image_backward(8, 8, 3, RUN, n, s, thread);
    else image_backward(28, 14, 5, 7, n, s, thread);
  }
  return loss;
}

static float share(const int *rows, int count, float scale, int thread) {
  float loss = 0;
  for (int first = 0; first < count; first += CHUNK)
    loss += chunk(rows + first, count - first < CHUNK ? count - first : CHUNK, scale, thread);
  return loss;
}

static void update(size_t from, size_t to, int step, float rate) { adam(from, to, step, rate); }
