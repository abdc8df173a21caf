#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm/chunk.h>

/// The text that an inline parser works on; it lives as long as the parser's block.
static inline const unsigned char *nn_inline_text(cmark_inline_parser *parser, int *length) {
  struct cmark_chunk *chunk = cmark_inline_parser_get_chunk(parser);
  *length = chunk->len;
  return chunk->data;
}
