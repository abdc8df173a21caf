/* W1, W2, W3: perceptrons of three dense layers. */
#include "floor.h"

static Layer *first, *second, *third;
static float *points, *scratch[MOST_THREADS];
static const void *targets;
static int is_w1, is_w2;

static Plan plan_of(const char *name) {
  if (!strcmp(name, "W1")) return (Plan){"moons100", 100, 1, 20, 100, 100, 0};
  if (!strcmp(name, "W2")) return (Plan){"moons200", 200, 1, 1000, 200, 200, 1e-2f};
  return (Plan){"digits", 1408, 20, 44, 32, 1408, 1e-3f};
}

static void prepare(void) {
  Plan plan = plan_of(workload);
  is_w1 = !strcmp(workload, "W1"), is_w2 = !strcmp(workload, "W2");
  int is_digits = !is_w1 && !is_w2, inputs = is_digits ? 64 : 2;
  first = dense_layer("w1", "b1", inputs, is_digits ? 128 : 16);
  second = dense_layer("w2", "b2", first->outputs, is_digits ? 64 : 16);
  third = dense_layer("w3", "b3", second->outputs, is_digits ? 10 : 1);
  char name[64];
  snprintf(name, sizeof name, "%s.x", plan.data);
  float *raw = load(name, plan.examples * inputs);
  points = block(rounded(plan.examples, 8) * first->inputs);
  for (int r = 0; r < plan.examples; r++)
    memcpy(points + r * first->inputs, raw + r * inputs, inputs * sizeof(float));
  snprintf(name, sizeof name, "%s.y", plan.data);
  targets = load(name, plan.examples);
  for (int thread = 0; thread < threads; thread++) scratch[thread] = block(208 * 512);
  /* A step of W1 or W2 takes microseconds, as long as two threads take to meet. */
  if (!is_digits) threads = 1;
}

INLINE void activate(int count, float *restrict y) {
  if (!is_w2) relu(count, y);
  else
    for (int i = 0; i < count; i++) y[i] = hyperbolic_tangent(y[i]);
}

INLINE void activate_backward(int count, const float *restrict y, float *restrict slope) {
  if (!is_w2) relu_backward(count, y, slope);
  else
    for (int i = 0; i < count; i++) slope[i] *= 1 - y[i] * y[i];
}

/* Hinge loss, max(0, 1 − y·z), of W1; binary cross-entropy from logits of W2. Column 0 of each row is the logit. */
static float margin_losses(int count, int width, float *rows, const float *y, float scale) {
  float z[208], loss = 0;
  for (int r = 0; r < count; r++) z[r] = rows[r * width];
  if (is_w1)
    for (int r = 0; r < count; r++) {
      float margin = 1 - y[r] * z[r];
      loss += margin > 0 ? margin : 0;
      z[r] = margin > 0 ? -y[r] : 0;
    }
  else
    for (int r = 0; r < count; r++) {
      loss += (z[r] > 0 ? z[r] : 0) - y[r] * z[r] + logf(1 + expf(-fabsf(z[r])));
      z[r] = sigmoid(z[r]) - y[r];
    }
  memset(rows, 0, count * width * sizeof(float));
  for (int r = 0; r < count; r++) rows[r * width] = scale * z[r];
  return loss;
}

static float share(const int *rows, int count, float scale, int thread) {
  /* Filled up to eights with rows whose slopes are zero. */
  int filled = rounded(count, 8), n0 = first->inputs, n1 = first->outputs, n2 = second->outputs, n3 = third->outputs;
  float *x = scratch[thread], *h1 = x + filled * n0, *h2 = h1 + filled * n1, *z = h2 + filled * n2;
  float *d1 = z + filled * n3, *d2 = d1 + filled * n1, loss = 0;
  if (is_w1 || is_w2) x = points;
  else
    for (int r = 0; r < count; r++) memcpy(x + r * n0, points + rows[r] * n0, n0 * sizeof(float));
  dense(filled, first, x, h1);
  activate(filled * n1, h1);
  dense(filled, second, h1, h2);
  activate(filled * n2, h2);
  dense(filled, third, h2, z);
  if (is_w1 || is_w2) loss = margin_losses(count, n3, z, targets, scale);
  else
    for (int r = 0; r < count; r++) loss += cross_entropy(10, z + r * n3, ((const int *)targets)[rows[r]], scale);
  memset(z + count * n3, 0, (filled - count) * n3 * sizeof(float));
  dense_backward(filled, third, h2, z, d2, thread);
  activate_backward(filled * n2, h2, d2);
  dense_backward(filled, second, h1, d2, d1, thread);
  activate_backward(filled * n1, h1, d1);
  dense_backward(filled, first, x, d1, NULL, thread);
  if (is_w1)
    for (size_t i = 0; i < parameter_count; i++) loss += count * 1e-4f * parameters[i] * parameters[i];
  return loss;
}

static void update(size_t from, size_t to, int step, float rate) {
  if (!is_w1) return adam(from, to, step, rate);
  rate = 1 - 0.9f * (step - 1) / 100;
  for (size_t i = from; i < to; i++) parameters[i] -= rate * (gradients[0][i] + 2e-4f * parameters[i]);
}
