// Max pooling, channels along the vectors. Included once per level by levels.c.
//
// NaN counts as the largest, and the first of equals wins: later ones replace the best only if they are not ≤ it
// and the
// best is a number.

#define NN_BETTER(value, best) (~((value) <= (best)) & ((best) == (best)))

NN_INLINE LEVEL(vector) LEVEL(part)(const float *from, int64_t some) {
  return some == NN_LANES ? LEVEL(load)(from) : LEVEL(load_some)(from, some);
}

NN_INLINE void LEVEL(pool_images)(
    const nn_pool_step *s, int32_t windowHeight, int32_t windowWidth, int64_t count, const float *x, float *y) {
  int64_t channels = s->channels, row = s->width * channels;
  for (int64_t image = 0; image < count; image++, x += s->height * row) {
    for (int64_t i = 0; i < s->outHeight; i++) {
      for (int64_t j = 0; j < s->outWidth; j++, y += channels) {
        const float *window = x + i * s->strideY * row + j * s->strideX * channels;
        for (int64_t at = 0; at < channels; at += NN_LANES) {
          int64_t some = channels - at < NN_LANES ? channels - at : NN_LANES;
          LEVEL(vector) best = LEVEL(part)(window + at, some);
          for (int64_t k = 0; k < windowHeight; k++)
            for (int64_t l = 0; l < windowWidth; l++) {
              LEVEL(vector) value = LEVEL(part)(window + k * row + l * channels + at, some);
              best = LEVEL(choose)(NN_BETTER(value, best), value, best);
            }
          LEVEL(store_some)(y + at, best, some);
        }
      }
    }
  }
}

/// Adds dy to dx at the place of each window's largest; with `alone`, each pixel lies in one window and is stored.
NN_INLINE void LEVEL(pool_images_gradient)(const nn_pool_step *s, int32_t windowHeight, int32_t windowWidth, int alone,
                                           int64_t count, const float *x, const float *dy, float *dx) {
  int64_t channels = s->channels, row = s->width * channels;
  for (int64_t image = 0; image < count; image++, x += s->height * row, dx += s->height * row) {
    for (int64_t i = 0; i < s->outHeight; i++) {
      for (int64_t j = 0; j < s->outWidth; j++, dy += channels) {
        int64_t corner = i * s->strideY * row + j * s->strideX * channels;
        for (int64_t at = 0; at < channels; at += NN_LANES) {
          int64_t some = channels - at < NN_LANES ? channels - at : NN_LANES;
          const float *window = x + corner + at;
          LEVEL(vector) best = LEVEL(part)(window, some), slope = LEVEL(part)(dy + at, some);
          LEVEL(lanes) place = {};
          for (int32_t k = 0; k < windowHeight; k++)
            for (int32_t l = 0; l < windowWidth; l++) {
              LEVEL(vector) value = LEVEL(part)(window + k * row + l * channels, some);
              LEVEL(lanes) better = NN_BETTER(value, best);
              best = LEVEL(choose)(better, value, best);
              place = (better & (k * windowWidth + l)) | (~better & place);
            }
          for (int32_t k = 0; k < windowHeight; k++)
            for (int32_t l = 0; l < windowWidth; l++) {
              float *to = dx + corner + k * row + l * channels + at;
              LEVEL(vector) share = LEVEL(choose)(place == k * windowWidth + l, slope, (LEVEL(vector)){});
              LEVEL(store_some)(to, alone ? share : LEVEL(part)(to, some) + share, some);
            }
        }
      }
    }
  }
}

static void LEVEL(pool)(const nn_pool_step *s, int64_t count, const float *x, float *y) {
  if (s->windowHeight == 2 && s->windowWidth == 2) LEVEL(pool_images)(s, 2, 2, count, x, y);
  else LEVEL(pool_images)(s, s->windowHeight, s->windowWidth, count, x, y);
}

static void LEVEL(pool_gradient)(
    const nn_pool_step *s, int32_t alone, int64_t count, const float *x, const float *dy, float *dx) {
  if (alone && s->windowHeight == 2 && s->windowWidth == 2) LEVEL(pool_images_gradient)(s, 2, 2, 1, count, x, dy, dx);
  else LEVEL(pool_images_gradient)(s, s->windowHeight, s->windowWidth, alone, count, x, dy, dx);
}
