#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <zlib.h>

#include "CDataFiles.h"

typedef struct {
  uint8_t *bytes;
  size_t count, capacity, limit;
} Growing;

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/// Room for at least one byte more than there are; one byte beyond the limit shows that the limit does not suffice.
static bool grow(Growing *result) {
  if (result->count < result->capacity) return true;
  size_t wanted = smaller(result->capacity ? result->capacity * 2 : 1 << 16, result->limit + 1);
  uint8_t *bytes = realloc(result->bytes, wanted);
  if (!bytes) return false;
  result->bytes = bytes;
  result->capacity = wanted;
  return true;
}

/// One member, up to its checksum.
static CDataStatus unpackMember(z_stream *stream, size_t *left, Growing *result) {
  for (;;) {
    if (!grow(result)) return CDataNoMemory;
    uInt room = (uInt)smaller(result->capacity - result->count, UINT_MAX);
    uInt given = (uInt)smaller(*left, UINT_MAX);
    stream->next_out = result->bytes + result->count;
    stream->avail_out = room;
    stream->avail_in = given;
    int status = inflate(stream, Z_NO_FLUSH);
    *left -= given - stream->avail_in;
    result->count += room - stream->avail_out;
    if (result->count > result->limit) return CDataTooLarge;
    if (status == Z_STREAM_END) return CDataDone;
    if (status == Z_MEM_ERROR) return CDataNoMemory;
    if (status != Z_OK && status != Z_BUF_ERROR) return CDataCorrupt;
    if (*left == 0 && stream->avail_out > 0) return CDataTruncated;
  }
}

static CDataStatus unpack(const uint8_t *bytes, size_t count, Growing *result) {
  z_stream stream = {.next_in = (Bytef *)bytes};
  // 16 more than the largest window: gzip only.
  if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) return CDataNoMemory;
  size_t left = count;
  CDataStatus status = CDataTruncated;
  while (left > 0) {
    status = unpackMember(&stream, &left, result);
    if (status != CDataDone || inflateReset(&stream) != Z_OK) break;
  }
  inflateEnd(&stream);
  return status;
}

CDataStatus cdata_gunzip(const uint8_t *bytes, size_t count, size_t limit, uint8_t **result, size_t *result_count) {
  Growing grown = {.limit = limit};
  CDataStatus status = unpack(bytes, count, &grown);
  if (status != CDataDone) {
    free(grown.bytes);
    return status;
  }
  *result = grown.bytes;
  *result_count = grown.count;
  return CDataDone;
}

void cdata_free(void *memory) { free(memory); }
