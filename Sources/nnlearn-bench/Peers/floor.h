/* What the floors share: data, one block of parameters, Adam, matrix products, and the turns of the benchmark.

   A floor is a program for one workload alone, as fast as plain C readily makes it. All have one shape: every thread
   takes its share of a batch through forward and backward, with gradients of its own; then each thread updates its
   share of the parameters with the sum of all gradients. Nothing is called that waits, locks or allocates.

     cc -O3 -march=native -ffast-math -fopenmp floor_dense.c -o floor_dense -lm
     ./floor_dense WORKLOAD DATA_FOLDER THREADS

   Products are written here because several threads make them at once, which OpenBLAS's serial build cannot bear: its
   table of buffers has no lock, and results come out wrong. */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define INLINE static inline __attribute__((always_inline))
enum { MOST_THREADS = 4, MOST_PARAMETERS = 1 << 18, MOST_LAYERS = 16 };

/* As many numbers as a register of this processor holds, wherever they lie, and how many rows of two such vectors its
   registers hold beside what they are made of. */
#ifdef __AVX512F__
enum { LANES = 16, TILE_ROWS = 8 };
#else
enum { LANES = 8, TILE_ROWS = 6 };
#endif
typedef float Vector __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

typedef struct {
  const char *data;  /* the data set's name, and that of its batch order */
  int examples, epochs, steps, batch, exam;
  float rate;
} Plan;

static const char *folder, *workload;
static int threads;

static float *block(size_t count) {
  size_t bytes = (count * sizeof(float) + 127) / 64 * 64;
  float *memory = aligned_alloc(64, bytes);
  if (!memory) exit((fprintf(stderr, "out of memory: %zu bytes\n", bytes), 1));
  return memset(memory, 0, bytes);
}

/* An array of the data folder: 32-bit numbers, floats or integers. */
static void *load(const char *name, size_t count) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.bin", folder, name);
  void *numbers = block(count);
  FILE *file = fopen(path, "rb");
  if (!file || fread(numbers, 4, count, file) != count || fgetc(file) != EOF)
    exit((fprintf(stderr, "%s does not hold %zu numbers\n", path, count), 1));
  fclose(file);
  return numbers;
}

/* Parameters, and the rule's memory of them. Gradients lie at the same places in a block for each thread. */
static float *parameters, *initial, *momentum, *squares, *gradients[MOST_THREADS];
static size_t parameter_count;

INLINE int rounded(int count, int multiple) { return (count + multiple - 1) / multiple * multiple; }

/* A matrix of parameters: zeros fill it up to `height` rows and `width` columns, and stay zeros in training. */
static float *parameter(const char *name, int rows, int columns, int height, int width) {
  char full[200];
  snprintf(full, sizeof full, "%s.%s", workload, name);
  float *place = parameters + parameter_count, *numbers = load(full, (size_t)rows * columns);
  parameter_count += rounded(height * width, 16);
  if (parameter_count > MOST_PARAMETERS) exit((fprintf(stderr, "more parameters than there is room for\n"), 1));
  for (int r = 0; r < rows; r++) memcpy(place + r * width, numbers + r * columns, columns * sizeof(float));
  free(numbers);
  return place;
}

INLINE float *gradient(const float *place, int thread) { return gradients[thread] + (place - parameters); }

/* Kingma & Ba 2015, arXiv:1412.6980, its efficient form, on the parameters from `first` to before `last`. */
static void adam(size_t first, size_t last, int time, float rate) {
  float correction = sqrt(1 - pow(0.999, time)), step = rate * correction / (1 - pow(0.9, time));
  float epsilon = 1e-8f * correction;
  float *restrict p = parameters, *restrict m = momentum, *restrict v = squares, *restrict g = gradients[0];
  for (int other = 1; other < threads; other++)
    for (size_t i = first; i < last; i++) g[i] += gradients[other][i];
  for (size_t i = first; i < last; i++) {
    m[i] = 0.9f * m[i] + 0.1f * g[i];
    v[i] = 0.999f * v[i] + 0.001f * g[i] * g[i];
    p[i] -= step * m[i] / (sqrtf(v[i]) + epsilon);
  }
}

INLINE float sigmoid(float x) { return 1 / (1 + expf(-x)); }
INLINE float hyperbolic_tangent(float x) { return 2 * sigmoid(2 * x) - 1; }

/* `rows` rows and `width` vectors of c = start + a · b: a [i, k] lies at a[i * a_row + k * a_step], so it may be
   transposed; `start` is c itself, one row for all (start_row 0), or NULL for zeros. */
INLINE void tile(
    int rows, int width, int depth, const float *a, int a_row, int a_step, const float *b, int b_row,
    const float *start, int start_row, float *c, int c_row) {
  Vector sum[TILE_ROWS][2];
#pragma GCC unroll 8
  for (int r = 0; r < rows; r++)
#pragma GCC unroll 2
    for (int v = 0; v < width; v++) sum[r][v] = start ? *(Vector *)(start + r * start_row + v * LANES) : (Vector){0};
  for (int k = 0; k < depth; k++) {
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 2
      for (int v = 0; v < width; v++) sum[r][v] += a[r * a_row + k * a_step] * *(Vector *)(b + k * b_row + v * LANES);
  }
#pragma GCC unroll 8
  for (int r = 0; r < rows; r++)
#pragma GCC unroll 2
    for (int v = 0; v < width; v++) *(Vector *)(c + r * c_row + v * LANES) = sum[r][v];
}

/* c [rows, columns] = start + a · b; rows in twos, with AVX-512 in eights; columns in sixteens. */
static void product(
    int rows, int columns, int depth, const float *a, int a_row, int a_step, const float *b, int b_row,
    const float *start, int start_row, float *c, int c_row) {
  for (int i = 0, height; i < rows; i += height) {
    const float *from = a + i * a_row, *first = start ? start + i * start_row : NULL;
    height = i + TILE_ROWS <= rows ? TILE_ROWS : i + 4 <= rows ? 4 : 2;
    for (int j = 0, width; j < columns; j += width, first = first ? first + width : NULL) {
      float *to = c + i * c_row + j;
      width = j + 2 * LANES <= columns ? 2 * LANES : LANES;
#define TILE(rows, width) tile(rows, width, depth, from, a_row, a_step, b + j, b_row, first, start_row, to, c_row)
      if (height == TILE_ROWS && width > LANES) TILE(TILE_ROWS, 2);
      else if (height == TILE_ROWS) TILE(TILE_ROWS, 1);
      else if (height == 4 && width > LANES) TILE(4, 2);
      else if (height == 4) TILE(4, 1);
      else if (width > LANES) TILE(2, 2);
      else TILE(2, 1);
#undef TILE
    }
  }
}

/* A dense layer; `turned` is w transposed, brought up to date before each step. b is NULL if it has no bias. */
typedef struct { int inputs, outputs; float *w, *b, *turned; } Layer;
static Layer *layers[MOST_LAYERS];
static int layer_count;

static Layer *dense_layer(const char *weights, const char *bias, int inputs, int outputs) {
  Layer *layer = layers[layer_count++] = malloc(sizeof(Layer));
  layer->inputs = rounded(inputs, 8), layer->outputs = rounded(outputs, 16);
  layer->w = parameter(weights, inputs, outputs, layer->inputs, layer->outputs);
  layer->b = bias ? parameter(bias, 1, outputs, 1, layer->outputs) : NULL;
  layer->turned = block((size_t)layer->outputs * rounded(layer->inputs, 16));
  return layer;
}

static void turn(const Layer *layer) {
  int width = rounded(layer->inputs, 16);
  for (int o = 0; o < layer->outputs; o += 16)
    for (int i = 0; i < layer->inputs; i++)
      for (int k = o; k < o + 16; k++) layer->turned[k * width + i] = layer->w[i * layer->outputs + k];
}

/* y [rows, outputs] = x [rows, inputs] · w + b. */
static void dense(int rows, const Layer *layer, const float *x, float *y) {
  int n = layer->outputs;
  product(rows, n, layer->inputs, x, layer->inputs, 1, layer->w, n, layer->b, 0, y, n);
}

/* Adds to the layer's gradients, and writes x's unless `dx` is NULL. */
static void dense_backward(
    int rows, const Layer *layer, const float *x, const float *slope, float *dx, int thread) {
  int n = layer->outputs, inputs = layer->inputs;
  float *db = gradient(layer->b, thread), *dw = gradient(layer->w, thread);
  for (int o = 0; o < n; o += LANES) {
    Vector sum = *(Vector *)(db + o);
    for (int r = 0; r < rows; r++) sum += *(Vector *)(slope + r * n + o);
    *(Vector *)(db + o) = sum;
  }
  product(inputs, n, rows, x, 1, inputs, slope, n, dw, n, dw, n);
  if (dx) product(rows, inputs, n, slope, n, 1, layer->turned, rounded(inputs, 16), NULL, 0, dx, inputs);
}

INLINE void relu(int count, float *y) {
  for (int i = 0; i < count; i++) y[i] = y[i] > 0 ? y[i] : 0;
}

/* Through relu, whose result was y. */
INLINE void relu_backward(int count, const float *y, float *slope) {
  for (int i = 0; i < count; i++) slope[i] = y[i] > 0 ? slope[i] : 0;
}

/* Of one row of logits: its loss; the logits become their slopes, times `scale`, and what fills the row up, zeros. */
INLINE float cross_entropy(int classes, float *restrict z, int label, float scale) {
  float largest = z[0], sum = 0, wanted = z[label];
  for (int c = 1; c < classes; c++) largest = z[c] > largest ? z[c] : largest;
  for (int c = 0; c < classes; c++) sum += z[c] = expf(z[c] - largest);
  for (int c = 0; c < classes; c++) z[c] *= scale / sum;
  z[label] -= scale;
  for (int c = classes; c < (classes + 15) / 16 * 16; c++) z[c] = 0;
  return logf(sum) + largest - wanted;
}

/* What each floor defines. `share` takes the examples in `rows` forward and backward, their slopes times `scale`, and
   gives the sum of their losses. `update` changes the parameters from `first` to before `last`. */
static Plan plan_of(const char *name);
static void prepare(void);
static float share(const int *rows, int count, float scale, int thread);
static void update(size_t first, size_t last, int step, float rate);

static float train_step(const Plan *plan, const int *rows, int step) {
  float loss = 0;
#pragma omp parallel num_threads(threads) reduction(+ : loss)
  {
    int thread = omp_get_thread_num(), first = plan->batch * thread / threads;
    memset(gradients[thread], 0, parameter_count * sizeof(float));
    for (int l = thread; l < layer_count; l += threads) turn(layers[l]);
#pragma omp barrier
    loss = share(rows + first, plan->batch * (thread + 1) / threads - first, 1.0f / plan->batch, thread);
#pragma omp barrier
    size_t blocks = parameter_count / 16;
    update(blocks * thread / threads * 16, blocks * (thread + 1) / threads * 16, step, plan->rate);
  }
  return loss;
}

static float exam_loss(const Plan *plan, const int *all) {
  float loss = 0;
  for (int first = 0; first < plan->exam; first += plan->batch) loss += share(all + first, plan->batch, 0, 0);
  return loss / plan->exam;
}

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

/* One line read is one turn: an epoch or more, for a tenth of a second, answered with their seconds. */
static void serve(const Plan *plan, const int *order, const int *all) {
  int epoch = 0, step = 0, count;
  float loss = 0;
  char line[256];
  printf("{\"version\": \"%s\"}\n", COMPILER);
  while (fflush(stdout), fgets(line, sizeof line, stdin)) {
    double seconds[200], sum = 0;
    for (count = 0; count < 1 || (count < 200 && sum < 0.1); count++) {
      if (epoch == 0) {
        memcpy(parameters, initial, parameter_count * sizeof(float));
        memset(momentum, 0, parameter_count * sizeof(float));
        memset(squares, 0, parameter_count * sizeof(float));
        step = 0;
      }
      double start = now();
      for (int s = 0; s < plan->steps; s++) {
        size_t first = (size_t)s * plan->batch;
        if (order) first += (size_t)plan->examples * epoch;
        else first %= plan->examples;
        train_step(plan, (order ? order : all) + first, ++step);
      }
      sum += seconds[count] = now() - start;
      epoch = (epoch + 1) % plan->epochs;
      if (epoch == 0 && !loss) loss = exam_loss(plan, all);
    }
    printf("{\"seconds\": [");
    for (int i = 0; i < count; i++) printf("%s%.9g", i ? ", " : "", seconds[i]);
    if (loss) printf("], \"loss\": %.9g}\n", loss);
    else printf("], \"loss\": null}\n");
  }
}

int main(int count, char **words) {
  if (count != 4) return fprintf(stderr, "usage: %s WORKLOAD DATA_FOLDER THREADS\n", words[0]), 64;
  workload = words[1], folder = words[2], threads = atoi(words[3]);
  if (threads != 1 && threads != 2 && threads != MOST_THREADS) return fprintf(stderr, "1, 2 or 4 threads\n"), 64;
  parameters = block(MOST_PARAMETERS), momentum = block(MOST_PARAMETERS), squares = block(MOST_PARAMETERS);
  for (int thread = 0; thread < threads; thread++) gradients[thread] = block(MOST_PARAMETERS);
  Plan plan = plan_of(workload);
  prepare();
  initial = block(parameter_count);
  memcpy(initial, parameters, parameter_count * sizeof(float));
  int *all = malloc(plan.examples * sizeof(int)), *order = NULL;
  for (int i = 0; i < plan.examples; i++) all[i] = i;
  char name[64];
  snprintf(name, sizeof name, "%s.order", plan.data);
  if (plan.examples > plan.batch && strcmp(plan.data, "text"))
    order = load(name, (size_t)(plan.examples == 4096 ? 3 : 20) * plan.examples);
  serve(&plan, order, all);
}
