// The filter gradient of a convolution: for each kernel place, the product of the pixels below it with the upstream
// gradient, summed over the places of the result that meet the image, in all images of the chunk.
#include "kernels.h"

enum { NN_FILTERED = 524288 / sizeof(real) };

/// Along one axis: the places of the result whose pixel below kernel place `tap` is inside, and that pixel.
typedef struct {
  int32_t count, out, in;
} reach;

static reach reach_of(int32_t tap, int32_t size, int32_t outSize, int32_t stride, int32_t pad, int32_t dilation) {
  int32_t offset = tap * dilation - pad;
  int32_t low = offset >= 0 ? 0 : (stride - 1 - offset) / stride;
  int32_t high = offset >= size ? 0 : (size - 1 - offset) / stride + 1;
  if (high > outSize) high = outSize;
  return (reach){high > low ? high - low : 0, low, low * stride + offset};
}

typedef struct {
  const nn_convolution_step *step;
  const nn_kernels *kernels;
  const real *x, *y;
  real *w;
  int64_t images, xImage, yImage;
  int32_t accumulate;
} filtering;

static void channelwise_place(const filtering *f, reach i, reach j, real *w) {
  const nn_convolution_step *s = f->step;
  int64_t channels = s->channels;
  nn_channelwise p = {
      channels, {i.count, (int64_t)s->strideY * s->width * channels, (int64_t)s->outWidth * channels},
      {j.count, s->strideX * channels, channels}, f->accumulate};
  const real *x = f->x + ((int64_t)i.in * s->width + j.in) * channels;
  const real *y = f->y + ((int64_t)i.out * s->outWidth + j.out) * channels;
  for (int64_t image = 0; image < f->images; image++, p.accumulate = 1)
    f->kernels->channelwise(&p, x + image * f->xImage, y + image * f->yImage, w);
}

/// `rows` of the gradient, from kernel column j.in's pixel on: the channels of one kernel place, or of a whole
/// kernel row.
static void product_place(const filtering *f, reach i, reach j, int64_t rows, real *w) {
  const nn_convolution_step *s = f->step;
  int64_t channels = s->channels, filters = s->filters;
  nn_product p = {
      .rows = rows, .columns = filters / s->groups, .aRow = 1, .cRow = filters,
      .outer = {f->images, f->xImage, f->yImage},
      .inner = {i.count, s->strideY * s->width * channels, s->outWidth * filters},
      .term = {j.count, s->strideX * channels, filters}, .accumulate = f->accumulate};
  const real *x = f->x + ((int64_t)i.in * s->width + j.in) * channels;
  const real *y = f->y + ((int64_t)i.out * s->outWidth + j.out) * filters;
  for (int64_t g = 0; g < s->groups; g++)
    f->kernels->product(&p, x + g * (channels / s->groups), y + g * p.columns, w + g * p.columns);
}

static void all_places(const filtering *f) {
  const nn_convolution_step *s = f->step;
  int channelwise = s->channels == s->groups && s->filters == s->groups && s->groups > 1;
  int64_t rows = s->channels / s->groups;
  for (int32_t k = 0; k < s->kernelHeight; k++) {
    reach i = reach_of(k, s->height, s->outHeight, s->strideY, s->padTop, s->dilationY);
    for (int32_t l = 0; l < s->kernelWidth; l++) {
      reach j = reach_of(l, s->width, s->outWidth, s->strideX, s->padLeft, s->dilationX);
      real *w = f->w + ((int64_t)k * s->kernelWidth + l) * rows * s->filters;
      if (channelwise) channelwise_place(f, i, j, w);
      else product_place(f, i, j, rows, w);
    }
  }
}

/// One padded image after the other, all columns and channels of a kernel row at once.
static void padded_images(filtering f, real *padded) {
  nn_convolution_step s = *f.step;
  s.width = nn_padded_width(f.step);
  int64_t images = f.images, rows = (int64_t)s.kernelWidth * s.channels;
  const real *image = f.x;
  f.x = padded;
  f.images = 1;
  for (int64_t n = 0; n < images; n++, image += f.xImage, f.y += f.yImage, f.accumulate = 1) {
    pad_columns(f.step, image, padded);
    filtering one = f;
    one.step = &s;
    for (int32_t k = 0; k < s.kernelHeight; k++) {
      reach i = reach_of(k, s.height, s.outHeight, s.strideY, s.padTop, s.dilationY);
      product_place(&one, i, (reach){s.outWidth, 0, 0}, rows, f.w + k * rows * s.filters);
    }
  }
}

/// Adds the gradient of these images to w (stores it, unless `accumulate`).
static void some_images(filtering f, real *padded) {
  if (nn_wants_padded(f.step)) return padded_images(f, padded);
  // Every kernel place reads the images again: as many at a time as stay in the second-level cache.
  int64_t images = f.images, most = NN_FILTERED / (f.xImage + f.yImage + 1) + 1;
  for (int64_t begin = 0; begin < images; begin += most, f.accumulate = 1) {
    f.images = images - begin < most ? images - begin : most;
    all_places(&f);
    f.x += f.images * f.xImage;
    f.y += f.images * f.yImage;
  }
}

/// So many images, or images of so many places, are added at once; the sums of more are added exactly.
enum { NN_IMAGES_AT_ONCE = 16, NN_PLACES_AT_ONCE = 16384 };

static void run_filter_gradient(const void *step, const nn_chunk *chunk) {
  const nn_convolution_step *s = step;
  filtering f = {
      s, nn_current_kernels(), nn_at(s->x, chunk), nn_at(s->y, chunk), nn_at(s->w, chunk), chunk->count,
      (int64_t)s->height * s->width * s->channels, (int64_t)s->outHeight * s->outWidth * s->filters,
      s->accumulate || !chunk->first};
  int64_t size = (int64_t)s->kernelHeight * s->kernelWidth * (s->channels / s->groups) * s->filters;
  real *part = nn_at(s->scratch, chunk), *low = part + size, *padded = low + size;
  int64_t most = NN_PLACES_AT_ONCE / ((int64_t)s->outHeight * s->outWidth + 1) + 1, images = f.images;
  bool addsImages = nn_wants_padded(s) || s->groups == s->channels;
  if (most > NN_IMAGES_AT_ONCE && addsImages) most = NN_IMAGES_AT_ONCE;
  if (images == 0 && !f.accumulate) memset(f.w, 0, sizeof(real) * size);
  if (images == 0) return;
  if (images <= most) return some_images(f, padded);
  real *w = f.w;
  if (!f.accumulate) memset(w, 0, sizeof(real) * size);
  memset(low, 0, sizeof(real) * size);
  f.w = part;
  f.accumulate = 0;
  for (int64_t begin = 0; begin < images; begin += most, f.x += most * f.xImage, f.y += most * f.yImage) {
    f.images = images - begin < most ? images - begin : most;
    some_images(f, padded);
    f.kernels->collect(size, part, w, low);
  }
  f.kernels->add(size, low, w);
}
