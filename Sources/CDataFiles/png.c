#include <png.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "CDataFiles.h"

enum { signatureCount = 8, headerCount = 13, chunkFrame = 12 };
static const uint8_t signature[signatureCount] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
/// Deflate makes at most 1032 bytes of one: a file that promises more cannot keep it.
static const uint64_t largestRatio = 1032;

static uint32_t bigEndian(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/// Every chunk up to the end is whole and has its checksum. What follows the end is no part of the picture.
static CDataStatus checkChunks(const uint8_t *bytes, size_t count, size_t *extra) {
  size_t at = signatureCount;
  for (;;) {
    if (count - at < chunkFrame) return CDataTruncated;
    uint32_t length = bigEndian(bytes + at);
    if (length > count - at - chunkFrame) return CDataTruncated;
    const uint8_t *type = bytes + at + 4;
    if (crc32(0, type, length + 4) != bigEndian(type + 4 + length)) return CDataCorrupt;
    at += chunkFrame + length;
    if (memcmp(type, "IEND", 4) == 0) {
      *extra = count - at;
      return CDataDone;
    }
  }
}

CDataStatus cdata_png_look(const uint8_t *bytes, size_t count, size_t pixel_limit, CDataPicture *picture) {
  if (memcmp(bytes, signature, count < signatureCount ? count : signatureCount) != 0) return CDataCorrupt;
  if (count < signatureCount + chunkFrame + headerCount) return CDataTruncated;
  CDataStatus status = checkChunks(bytes, count, &picture->extra);
  if (status != CDataDone) return status;
  const uint8_t *header = bytes + signatureCount + 8;
  if (bigEndian(header - 8) != headerCount || memcmp(header - 4, "IHDR", 4) != 0) return CDataCorrupt;
  picture->width = bigEndian(header);
  picture->height = bigEndian(header + 4);
  // Colour types 2 and 6 are red, green and blue, 3 is a palette of them; 0 and 4 are grey.
  picture->channels = header[9] & 2 ? 3 : 1;
  uint64_t pixels = (uint64_t)picture->width * picture->height;
  if (pixels == 0) return CDataCorrupt;
  if (pixels > pixel_limit) return CDataTooLarge;
  return pixels / 8 > largestRatio * count ? CDataTruncated : CDataDone;
}

typedef struct {
  const uint8_t *bytes;
  size_t left;
} Source;

static void readBytes(png_structp png, png_bytep room, size_t count) {
  Source *source = png_get_io_ptr(png);
  if (count > source->left) png_error(png, "the file ends");
  memcpy(room, source->bytes, count);
  source->bytes += count;
  source->left -= count;
}

static void leave(png_structp png, png_const_charp message) {
  (void)message;
  png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void setUp(png_structp png, Source *source, const CDataPicture *picture) {
  png_set_read_fn(png, source, readBytes);
  png_set_user_limits(png, picture->width, picture->height);
  png_set_chunk_malloc_max(png, 1 << 20);
  // What does not change a pixel is not read.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
}

static void setTransformations(png_structp png) {
  png_set_expand(png);
  png_set_scale_16(png);
  // A picture without transparency is opaque everywhere, so that all are alike.
  png_set_add_alpha(png, 0xFF, PNG_FILLER_AFTER);
}

/// The rows are interlaced or not; libpng wants all of their places at once. Each pixel has its alpha behind it.
static void readRows(png_structp png, png_infop info, const CDataPicture *picture, uint8_t *pixels, png_bytep *rows) {
  size_t rowCount = (size_t)picture->width * (picture->channels + 1);
  for (uint32_t y = 0; y < picture->height; y++) rows[y] = pixels + y * rowCount;
  png_read_info(png, info);
  setTransformations(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != rowCount) png_error(png, "rows of another size");
  png_read_image(png, rows);
  png_read_end(png, NULL);
}

/// Lays the picture on white: c·α + 255·(1 − α), α from 0 to 255, to the nearest whole number.
static void layOnWhite(const uint8_t *from, size_t count, uint32_t channels, uint8_t *pixels) {
  for (size_t i = 0; i < count; i++, from += channels + 1) {
    uint32_t alpha = from[channels];
    for (uint32_t c = 0; c < channels; c++) *pixels++ = (uint8_t)((from[c] * alpha + 255 * (255 - alpha) + 127) / 255);
  }
}

/// Unpacks the pixels, each with its alpha, into `pixels`.
static CDataStatus readWithAlpha(
  const uint8_t *bytes, size_t count, const CDataPicture *picture, uint8_t *pixels, png_bytep *rows) {
  Source source = {bytes, count};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, leave, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_read_struct(&png, &info, NULL);
    return CDataNoMemory;
  }
  // Nothing between here and the jump back is kept in a register that the jump would lose.
  if (setjmp(png_jmpbuf(png)) != 0) {
    png_destroy_read_struct(&png, &info, NULL);
    return CDataCorrupt;
  }
  setUp(png, &source, picture);
  readRows(png, info, picture, pixels, rows);
  png_destroy_read_struct(&png, &info, NULL);
  return CDataDone;
}

CDataStatus cdata_png_read(
  const uint8_t *bytes, size_t count, const CDataPicture *picture, uint8_t *pixels, size_t pixel_count) {
  size_t places = (size_t)picture->width * picture->height;
  if (pixel_count != places * picture->channels) return CDataCorrupt;
  png_bytep *rows = malloc(sizeof(png_bytep) * picture->height);
  uint8_t *withAlpha = malloc(places * (picture->channels + 1));
  CDataStatus status = rows && withAlpha ? readWithAlpha(bytes, count, picture, withAlpha, rows) : CDataNoMemory;
  if (status == CDataDone) layOnWhite(withAlpha, places, picture->channels, pixels);
  free(withAlpha);
  free(rows);
  return status;
}
