// zlib and libpng behind plain functions over byte buffers. Nothing here keeps state, prints or exits.
#ifndef CDATAFILES_H
#define CDATAFILES_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
  CDataDone = 0,
  /// The bytes end too early.
  CDataTruncated,
  /// A checksum or a code is wrong.
  CDataCorrupt,
  /// More than the limit would come out.
  CDataTooLarge,
  CDataNoMemory,
} CDataStatus;

/// Unpacks gzip (RFC 1952), one member after another. On success `*result` holds `*result_count` bytes and belongs to
/// the caller: free it with cdata_free.
CDataStatus cdata_gunzip(const uint8_t *bytes, size_t count, size_t limit, uint8_t **result, size_t *result_count);

/// A picture's size. One channel is grey, three are red, green and blue; `extra` bytes follow the end of the picture.
typedef struct {
  uint32_t width, height, channels;
  size_t extra;
} CDataPicture;

/// Looks at a whole PNG file: its chunks, their checksums and its end. The pixels are not unpacked yet.
CDataStatus cdata_png_look(const uint8_t *bytes, size_t count, size_t pixel_limit, CDataPicture *picture);

/// Unpacks the pixels of a file that cdata_png_look accepted into height × width × channels bytes, row by row. Palettes
/// are resolved, 1, 2, 4 and 16 bits a channel become 8, what is transparent lies on white, and no gamma is applied.
CDataStatus cdata_png_read(
  const uint8_t *bytes, size_t count, const CDataPicture *picture, uint8_t *pixels, size_t pixel_count);

void cdata_free(void *memory);

#endif
