// Max pooling, channels along the vectors. Included once per level by levels.c.
//
// NaN counts as the largest, and the first of equals wins: later ones replace the best only if they are not ≤ it
// and the best is a number. Of a window that reaches over the border only the places on the image count.

#define NN_BETTER(value, best) (~((value) <= (best)) & ((best) == (best)))

NN_INLINE LEVEL(vector) LEVEL(part)(const float *from, int64_t some) {
  return some == NN_LANES ? LEVEL(load)(from) : LEVEL(load_some)(from, some);
}

/// The places of a window that lie on the image, along one axis, and the pixel under the first of them.
typedef struct {
  int32_t begin, end, pixel;
} LEVEL(span);

NN_INLINE LEVEL(span) LEVEL(on_image)(int32_t corner, int32_t window, int32_t size, int padded) {
  int32_t begin = padded && corner < 0 ? -corner : 0;
  int32_t end = padded && corner + window > size ? size - corner : window;
  return (LEVEL(span)){begin, end, corner + begin};
}

NN_INLINE void LEVEL(pool_images)(const nn_pool_step *s, int32_t windowHeight, int32_t windowWidth, int padded,
                                  int64_t count, const float *x, float *y) {
  int64_t channels = s->channels, row = s->width * channels;
  for (int64_t image = 0; image < count; image++, x += s->height * row) {
    for (int32_t i = 0; i < s->outHeight; i++) {
      LEVEL(span) down = LEVEL(on_image)(i * s->strideY - s->padTop, windowHeight, s->height, padded);
      for (int32_t j = 0; j < s->outWidth; j++, y += channels) {
        LEVEL(span) right = LEVEL(on_image)(j * s->strideX - s->padLeft, windowWidth, s->width, padded);
        const float *window = x + down.pixel * row + right.pixel * channels;
        for (int64_t at = 0; at < channels; at += NN_LANES) {
          int64_t some = channels - at < NN_LANES ? channels - at : NN_LANES;
          LEVEL(vector) best = LEVEL(part)(window + at, some);
          for (int64_t k = 0; k < down.end - down.begin; k++)
            for (int64_t l = 0; l < right.end - right.begin; l++) {
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
                                           int padded, int64_t count, const float *x, const float *dy, float *dx) {
  int64_t channels = s->channels, row = s->width * channels;
  for (int64_t image = 0; image < count; image++, x += s->height * row, dx += s->height * row) {
    for (int32_t i = 0; i < s->outHeight; i++) {
      LEVEL(span) down = LEVEL(on_image)(i * s->strideY - s->padTop, windowHeight, s->height, padded);
      int32_t rows = down.end - down.begin;
      for (int32_t j = 0; j < s->outWidth; j++, dy += channels) {
        LEVEL(span) right = LEVEL(on_image)(j * s->strideX - s->padLeft, windowWidth, s->width, padded);
        int32_t columns = right.end - right.begin;
        int64_t corner = down.pixel * row + right.pixel * channels;
        for (int64_t at = 0; at < channels; at += NN_LANES) {
          int64_t some = channels - at < NN_LANES ? channels - at : NN_LANES;
          const float *window = x + corner + at;
          LEVEL(vector) best = LEVEL(part)(window, some), slope = LEVEL(part)(dy + at, some);
          LEVEL(lanes) place = {};
          for (int32_t k = 0; k < rows; k++)
            for (int32_t l = 0; l < columns; l++) {
              LEVEL(vector) value = LEVEL(part)(window + k * row + l * channels, some);
              LEVEL(lanes) better = NN_BETTER(value, best);
              best = LEVEL(choose)(better, value, best);
              place = (better & (k * columns + l)) | (~better & place);
            }
          for (int32_t k = 0; k < rows; k++)
            for (int32_t l = 0; l < columns; l++) {
              float *to = dx + corner + k * row + l * channels + at;
              LEVEL(vector) share = LEVEL(choose)(place == k * columns + l, slope, (LEVEL(vector)){});
              LEVEL(store_some)(to, alone ? share : LEVEL(part)(to, some) + share, some);
            }
        }
      }
    }
  }
}

static void LEVEL(pool)(const nn_pool_step *s, int64_t count, const float *x, float *y) {
  int32_t tall = s->windowHeight, wide = s->windowWidth;
  if (nn_pool_is_padded(s)) LEVEL(pool_images)(s, tall, wide, 1, count, x, y);
  else if (tall == 2 && wide == 2) LEVEL(pool_images)(s, 2, 2, 0, count, x, y);
  else LEVEL(pool_images)(s, tall, wide, 0, count, x, y);
}

static void LEVEL(pool_gradient)(
    const nn_pool_step *s, int32_t alone, int64_t count, const float *x, const float *dy, float *dx) {
  int32_t tall = s->windowHeight, wide = s->windowWidth;
  if (nn_pool_is_padded(s)) LEVEL(pool_images_gradient)(s, tall, wide, alone, 1, count, x, dy, dx);
  else if (alone && tall == 2 && wide == 2) LEVEL(pool_images_gradient)(s, 2, 2, 1, 0, count, x, dy, dx);
  else LEVEL(pool_images_gradient)(s, tall, wide, alone, 0, count, x, dy, dx);
}
