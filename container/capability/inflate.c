// gzip by libdeflate: one member, into memory that the caller bounded.

#include <libdeflate.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#pragma comment(lib, "deflate")

enum { CORRUPT = -1, NO_ROOM = -2 };

int64_t ori_inflate_gzip(const uint8_t *in, size_t size, uint8_t *out, size_t *length);

enum { FIXED = 10, FHCRC = 2, FEXTRA = 4, FNAME = 8, FCOMMENT = 16 };

static size_t past_text(const uint8_t *in, size_t size, size_t at) {
  while (at < size && in[at] != 0) at++;
  return at + 1;
}

/// Whether the header's own checksum is right, where there is one: libdeflate passes it over, zlib
/// and gzip do not.
static bool header_is_whole(const uint8_t *in, size_t size) {
  if (size < FIXED || (in[3] & FHCRC) == 0) return true;
  size_t at = FIXED;
  if ((in[3] & FEXTRA) != 0) {
    if (size - at < 2) return false;
    at += 2 + (in[at] | (size_t)in[at + 1] << 8);
  }
  if ((in[3] & FNAME) != 0) at = past_text(in, size, at);
  if ((in[3] & FCOMMENT) != 0) at = past_text(in, size, at);
  if (at > size || size - at < 2) return false;
  uint32_t sum = libdeflate_crc32(0, in, at);
  return (sum & 0xffff) == (in[at] | (uint32_t)in[at + 1] << 8);
}

/// Unpacks the member that `in` begins with and checks its CRC and size. The bytes of `in` that it
/// takes, or what is wrong.
int64_t ori_inflate_gzip(const uint8_t *in, size_t size, uint8_t *out, size_t *length) {
  static struct libdeflate_decompressor *decompressor;
  if (decompressor == NULL) decompressor = libdeflate_alloc_decompressor();
  if (decompressor == NULL) abort();
  size_t taken = 0, made = 0;
  if (!header_is_whole(in, size)) {
    *length = 0;
    return CORRUPT;
  }
  enum libdeflate_result result =
    libdeflate_gzip_decompress_ex(decompressor, in, size, out, *length, &taken, &made);
  *length = result == LIBDEFLATE_SUCCESS ? made : 0;
  if (result == LIBDEFLATE_SUCCESS) return (int64_t)taken;
  return result == LIBDEFLATE_INSUFFICIENT_SPACE ? NO_ROOM : CORRUPT;
}
