// Max pooling, channels along the vectors. Included once per level and element type.
//
// NaN counts as the largest, and the first of equals wins: later ones replace the best only if they are not ≤ it
// and the best is a number. Of a window that reaches over the border only the places on the image count.

#define NN_BETTER(value, best) (~((value) <= (best)) & ((best) == (best)))

INLINE vf part(const real *from, int64_t some) {
  return some == NN_LANES ? load(from) : load_some(from, some);
}

/// The places of a window that lie on the image, along one axis, and the pixel under the first of them.
typedef struct {
  int32_t begin, end, pixel;
} span;

INLINE span on_image(int32_t corner, int32_t window, int32_t size, int padded) {
  int32_t begin = padded && corner < 0 ? -corner : 0;
  int32_t end = padded && corner + window > size ? size - corner : window;
  return (span){begin, end, corner + begin};
}

INLINE void pool_images(const nn_pool_step *s, int32_t windowHeight, int32_t windowWidth, int padded,
                                  int64_t count, const real *x, real *y) {
  int64_t channels = s->channels, row = s->width * channels;
  for (int64_t image = 0; image < count; image++, x += s->height * row) {
    for (int32_t i = 0; i < s->outHeight; i++) {
      span down = on_image(i * s->strideY - s->padTop, windowHeight, s->height, padded);
      for (int32_t j = 0; j < s->outWidth; j++, y += channels) {
        span right = on_image(j * s->strideX - s->padLeft, windowWidth, s->width, padded);
        const real *window = x + down.pixel * row + right.pixel * channels;
        for (int64_t at = 0; at < channels; at += NN_LANES) {
          int64_t some = channels - at < NN_LANES ? channels - at : NN_LANES;
          vf best = part(window + at, some);
          for (int64_t k = 0; k < down.end - down.begin; k++)
            for (int64_t l = 0; l < right.end - right.begin; l++) {
              vf value = part(window + k * row + l * channels + at, some);
              best = choose(NN_BETTER(value, best), value, best);
            }
          store_some(y + at, best, some);
        }
      }
    }
  }
}

/// Adds dy to dx at the place of each window's largest; with `alone`, each pixel lies in one window and is stored.
INLINE void pool_images_gradient(const nn_pool_step *s, int32_t windowHeight, int32_t windowWidth, int alone,
                                           int padded, int64_t count, const real *x, const real *dy, real *dx) {
  int64_t channels = s->channels, row = s->width * channels;
  for (int64_t image = 0; image < count; image++, x += s->height * row, dx += s->height * row) {
    for (int32_t i = 0; i < s->outHeight; i++) {
      span down = on_image(i * s->strideY - s->padTop, windowHeight, s->height, padded);
      int32_t rows = down.end - down.begin;
      for (int32_t j = 0; j < s->outWidth; j++, dy += channels) {
        span right = on_image(j * s->strideX - s->padLeft, windowWidth, s->width, padded);
        int32_t columns = right.end - right.begin;
        int64_t corner = down.pixel * row + right.pixel * channels;
        for (int64_t at = 0; at < channels; at += NN_LANES) {
          int64_t some = channels - at < NN_LANES ? channels - at : NN_LANES;
          const real *window = x + corner + at;
          vf best = part(window, some), slope = part(dy + at, some);
          vi place = {};
          for (int32_t k = 0; k < rows; k++)
            for (int32_t l = 0; l < columns; l++) {
              vf value = part(window + k * row + l * channels, some);
              vi better = NN_BETTER(value, best);
              best = choose(better, value, best);
              place = (better & (k * columns + l)) | (~better & place);
            }
          for (int32_t k = 0; k < rows; k++)
            for (int32_t l = 0; l < columns; l++) {
              real *to = dx + corner + k * row + l * channels + at;
              vf share = choose(place == k * columns + l, slope, (vf){});
              store_some(to, alone ? share : part(to, some) + share, some);
            }
        }
      }
    }
  }
}

static void pool(const nn_pool_step *s, int64_t count, const real *x, real *y) {
  int32_t tall = s->windowHeight, wide = s->windowWidth;
  if (nn_pool_is_padded(s)) pool_images(s, tall, wide, 1, count, x, y);
  else if (tall == 2 && wide == 2) pool_images(s, 2, 2, 0, count, x, y);
  else pool_images(s, tall, wide, 0, count, x, y);
}

static void pool_gradient(
    const nn_pool_step *s, int32_t alone, int64_t count, const real *x, const real *dy, real *dx) {
  int32_t tall = s->windowHeight, wide = s->windowWidth;
  if (nn_pool_is_padded(s)) pool_images_gradient(s, tall, wide, alone, 1, count, x, dy, dx);
  else if (alone && tall == 2 && wide == 2) pool_images_gradient(s, 2, 2, 1, 0, count, x, dy, dx);
  else pool_images_gradient(s, tall, wide, alone, 0, count, x, dy, dx);
}
