// Max pooling of images [n, height, width, channels].
#include "kernels.h"

static void run_max_pool(const void *step, const nn_chunk *chunk) {
  const nn_pool_step *s = step;
  nn_current_kernels()->pool(s, chunk->count, nn_at(s->x, chunk), nn_at(s->y, chunk));
}

static void run_max_pool_gradient(const void *step, const nn_chunk *chunk) {
  const nn_pool_step *s = step;
  real *dx = nn_at(s->dx, chunk);
  int32_t alone = s->strideY >= s->windowHeight && s->strideX >= s->windowWidth;
  int covers = !nn_pool_is_padded(s) && s->strideY == s->windowHeight && s->strideX == s->windowWidth
               && s->outHeight * s->strideY == s->height && s->outWidth * s->strideX == s->width;
  if (!covers) memset(dx, 0, sizeof(real) * chunk->count * s->height * s->width * s->channels);
  nn_current_kernels()->pool_gradient(s, alone, chunk->count, nn_at(s->x, chunk), nn_at(s->dy, chunk), dx);
}
