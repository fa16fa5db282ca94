// gzip by libdeflate: one member, into memory that the caller bounded.

#include <libdeflate.h>
#include <stdint.h>
#include <stdlib.h>

#pragma comment(lib, "deflate")

enum { CORRUPT = -1, NO_ROOM = -2 };

int64_t ori_inflate_gzip(const uint8_t *in, size_t size, uint8_t *out, size_t *length);

/// Unpacks the member that `in` begins with and checks its CRC and size. The bytes of `in` that it
/// takes, or what is wrong.
int64_t ori_inflate_gzip(const uint8_t *in, size_t size, uint8_t *out, size_t *length) {
  static struct libdeflate_decompressor *decompressor;
  if (decompressor == NULL) decompressor = libdeflate_alloc_decompressor();
  if (decompressor == NULL) abort();
  size_t taken = 0, made = 0;
  enum libdeflate_result result =
    libdeflate_gzip_decompress_ex(decompressor, in, size, out, *length, &taken, &made);
  *length = result == LIBDEFLATE_SUCCESS ? made : 0;
  if (result == LIBDEFLATE_SUCCESS) return (int64_t)taken;
  return result == LIBDEFLATE_INSUFFICIENT_SPACE ? NO_ROOM : CORRUPT;
}
