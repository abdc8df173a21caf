// Convolutions of images [n, height, width, channels] with filters [kernelHeight, kernelWidth, channels / groups,
// filters].
//
// No windows are copied and no borders are padded. For one place (i, j) of the result, the kernel rows and columns
// that
// meet the image are a range, and the result is a sum over that range and the channels: a product whose A is the
// image
// itself. Rows of the product are either neighbouring places that meet the same range (a run of one image's row),
// or the
// same place in all images of the chunk (at the borders, and where runs are short).
//
// The input gradient is the same with the roles of x and y changed, the filters turned by 180° with channels and
// filters
// exchanged, and the kernel's places limited to those that the strides had met.
#include "kernels.h"

/// Along one axis: the places of the kernel that meet the input, first of them, and the input's place below it.
typedef struct {
  int32_t count, tap, tapStep, in, inStep;
} taps;

/// What slides over what: for the forward pass x below the kernel, for the input gradient y below the turned kernel.
typedef struct {
  int32_t size, kernel, stride, pad, dilation, spread;
} slide;

static taps from_corner(int32_t in, int32_t size, int32_t kernel, int32_t dilation) {
  int32_t low = in >= 0 ? 0 : (dilation - 1 - in) / dilation;
  int32_t high = in >= size ? 0 : (size - 1 - in) / dilation + 1;
  if (high > kernel) high = kernel;
  return (taps){high > low ? high - low : 0, low, 1, in + low * dilation, dilation};
}

/// Kernel places t with in = (p · stride − pad + t · dilation) / spread whole and inside. `spread` is the stride
/// of the
/// forward pass when its gradient is wanted.
static taps taps_at(const slide *s, int32_t p) {
  int32_t corner = p * s->stride - s->pad;
  if (s->spread == 1) return from_corner(corner, s->size, s->kernel, s->dilation);
  taps found = {0, 0, 1, 0, 1};
  for (int32_t t = 0; t < s->kernel; t++) {
    int32_t at = corner + t * s->dilation;
    if (at < 0 || at % s->spread || at / s->spread >= s->size) continue;
    if (found.count == 0) {
      found.tap = t;
      found.in = at / s->spread;
    } else if (found.count == 1) {
      found.tapStep = t - found.tap;
      found.inStep = at / s->spread - found.in;
    }
    found.count++;
  }
  return found;
}

/// One direction of a convolution: out[p] = Σ in[…] · kernel[…].
typedef struct {
  slide y, x;
  const real *in, *kernel;
  real *out;
  int32_t inWidth, inChannels, outHeight, outWidth, outChannels, groups;
  int64_t images, inImage, outImage;
  int32_t accumulate;
} sliding;

/// How many neighbouring places of a row, `every` apart, meet the same range of the kernel as place p.
static int32_t run_length(const slide *s, taps first, int32_t p, int32_t every, int32_t end) {
  int32_t length = 1;
  for (p += every; p < end; p += every, length++) {
    taps next = taps_at(s, p);
    if (next.count != first.count || next.tap != first.tap
        || next.in - first.in != length * (every * s->stride / s->spread)) break;
  }
  return length;
}

static void channelwise_run(const nn_kernels *kernels, const sliding *s, taps y, taps x, int32_t i, int32_t j) {
  int64_t channels = s->inChannels;
  nn_channelwise p = {
      .channels = channels, .accumulate = s->accumulate,
      .outer = {y.count, (int64_t)y.inStep * s->inWidth * channels, (int64_t)y.tapStep * s->x.kernel * channels},
      .inner = {x.count, x.inStep * channels, x.tapStep * channels}};
  const real *in = s->in + ((int64_t)y.in * s->inWidth + x.in) * channels;
  const real *kernel = s->kernel + ((int64_t)y.tap * s->x.kernel + x.tap) * channels;
  real *out = s->out + ((int64_t)i * s->outWidth + j) * channels;
  for (int64_t image = 0; image < s->images; image++)
    kernels->channelwise(&p, in + image * s->inImage, kernel, out + image * s->outImage);
}

/// Places j, j + every, … of row i, `length` of them, in all images.
static void product_run(const nn_kernels *kernels, const sliding *s, taps y, taps x, int32_t i, int32_t j,
                        int32_t every, int32_t length) {
  int64_t terms = s->inChannels / s->groups, columns = s->outChannels / s->groups, filterRow = s->outChannels;
  nn_product p = {
      .columns = columns,
      .outer = {y.count, (int64_t)y.inStep * s->inWidth * s->inChannels, y.tapStep * s->x.kernel * terms * filterRow},
      .inner = {x.count, (int64_t)x.inStep * s->inChannels, x.tapStep * terms * filterRow},
      .term = {terms, 1, filterRow}, .accumulate = s->accumulate};
  if (x.inStep == 1 && x.tapStep == 1 && s->groups == 1) {
    p.term.count *= x.count;
    p.inner = NN_ONCE;
  }
  const real *in = s->in + ((int64_t)y.in * s->inWidth + x.in) * s->inChannels;
  const real *kernel = s->kernel + ((int64_t)y.tap * s->x.kernel + x.tap) * terms * filterRow;
  real *out = s->out + ((int64_t)i * s->outWidth + j) * s->outChannels;
  int64_t inMove = every * s->x.stride / s->x.spread * (int64_t)s->inChannels;
  int64_t outMove = every * (int64_t)s->outChannels;
  int byImage = length < 14 && length < s->images;
  p.rows = byImage ? s->images : length;
  p.aRow = byImage ? s->inImage : inMove;
  p.cRow = byImage ? s->outImage : outMove;
  int64_t repeats = byImage ? length : s->images;
  int64_t inRepeat = byImage ? inMove : s->inImage, outRepeat = byImage ? outMove : s->outImage;
  for (int64_t r = 0; r < repeats; r++)
    for (int32_t g = 0; g < s->groups; g++)
      kernels->product(&p, in + r * inRepeat + g * terms, kernel + g * columns, out + r * outRepeat + g * columns);
}

static void slide_over(const sliding *s) {
  const nn_kernels *kernels = nn_current_kernels();
  int channelwise = s->inChannels == s->groups && s->outChannels == s->groups && s->groups > 1;
  for (int32_t phase = 0; phase < s->x.spread; phase++) {
    int32_t length = 0;
    for (int32_t j = phase; j < s->outWidth; j += length * s->x.spread) {
      taps x = taps_at(&s->x, j);
      length = channelwise ? 1 : run_length(&s->x, x, j, s->x.spread, s->outWidth);
      for (int32_t i = 0; i < s->outHeight; i++) {
        taps y = taps_at(&s->y, i);
        if (channelwise) channelwise_run(kernels, s, y, x, i, j);
        else product_run(kernels, s, y, x, i, j, s->x.spread, length);
      }
    }
  }
}

static void run_convolution(const void *step, const nn_chunk *chunk) {
  const nn_convolution_step *s = step;
  sliding forward = {
      .y = {s->height, s->kernelHeight, s->strideY, s->padTop, s->dilationY, 1},
      .x = {s->width, s->kernelWidth, s->strideX, s->padLeft, s->dilationX, 1},
      .in = nn_at(s->x, chunk), .kernel = nn_at(s->w, chunk), .out = nn_at(s->y, chunk),
      .inWidth = s->width, .inChannels = s->channels,
      .outHeight = s->outHeight, .outWidth = s->outWidth, .outChannels = s->filters, .groups = s->groups,
      .images = chunk->count, .inImage = (int64_t)s->height * s->width * s->channels,
      .outImage = (int64_t)s->outHeight * s->outWidth * s->filters, .accumulate = s->accumulate};
  slide_over(&forward);
}

/// turned[kernel place from the end][filter][channel] = w[kernel place][channel][filter], group by group.
static void turn_filters(const nn_convolution_step *s, const real *w, real *turned) {
  int64_t channels = s->channels / s->groups, filters = s->filters / s->groups;
  int64_t places = (int64_t)s->kernelHeight * s->kernelWidth;
  for (int64_t place = 0; place < places; place++)
    for (int64_t g = 0; g < s->groups; g++)
      transpose(channels, filters, w + place * channels * s->filters + g * filters, s->filters,
                   turned + (places - 1 - place) * filters * s->channels + g * channels, s->channels);
}

static void run_input_gradient(const void *step, const nn_chunk *chunk) {
  const nn_convolution_step *s = step;
  real *turned = nn_at(s->scratch, chunk);
  turn_filters(s, nn_at(s->w, chunk), turned);
  int32_t padAbove = (s->kernelHeight - 1) * s->dilationY - s->padTop;
  int32_t padBefore = (s->kernelWidth - 1) * s->dilationX - s->padLeft;
  sliding backward = {
      .y = {s->outHeight, s->kernelHeight, 1, padAbove, s->dilationY, s->strideY},
      .x = {s->outWidth, s->kernelWidth, 1, padBefore, s->dilationX, s->strideX},
      .in = nn_at(s->y, chunk), .kernel = turned, .out = nn_at(s->x, chunk),
      .inWidth = s->outWidth, .inChannels = s->filters,
      .outHeight = s->height, .outWidth = s->width, .outChannels = s->channels, .groups = s->groups,
      .images = chunk->count, .inImage = (int64_t)s->outHeight * s->outWidth * s->filters,
      .outImage = (int64_t)s->height * s->width * s->channels, .accumulate = s->accumulate};
  slide_over(&backward);
}

static int64_t convolution_scratch(const nn_convolution_step *s) {
  int64_t turned = (int64_t)s->kernelHeight * s->kernelWidth * (s->channels / s->groups) * s->filters;
  int64_t padded = nn_wants_padded(s) ? (int64_t)s->height * nn_padded_width(s) * s->channels : 0;
  return padded + 2 * turned;  // a part of the filter gradient, and what is lost of it
}

/// The part of an image that the kernel meets, with zeros at the left and right.
static void pad_columns(const nn_convolution_step *s, const real *image, real *padded) {
  int64_t width = nn_padded_width(s), left = s->padLeft < width ? s->padLeft : width;
  int64_t inside = s->width < width - left ? s->width : width - left;
  int64_t channels = s->channels, right = (width - left - inside) * channels;
  for (int64_t i = 0; i < s->height; i++, image += s->width * channels) {
    for (int64_t j = 0; j < left * channels; j++) *padded++ = 0;
    for (int64_t j = 0; j < inside * channels; j++) *padded++ = image[j];
    for (int64_t j = 0; j < right; j++) *padded++ = 0;
  }
}
