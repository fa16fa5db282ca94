// Raw deflate by libdeflate, which is fast and says of a bad stream only that it is bad; zlib then
// says what is wrong with it, in the words of every other target.

#include <libdeflate.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#pragma comment(lib, "deflate")
#pragma comment(lib, "z")

/// More room was asked for than there is; the rest are answers.
enum { NO_ROOM = -1, INVALID = -2, TRUNCATED = -3, TOO_LARGE = -4 };

int64_t ori_std_inflate_raw(
  const uint8_t *in, size_t size, int64_t max, uint8_t *out, size_t *length);
void ori_std_deflate_raw(
  const uint8_t *in, size_t size, int64_t level, uint8_t *out, size_t *length);
int64_t ori_std_deflate_bound(int64_t size);
void ori_std_deflate_part(
  const uint8_t *in, size_t size, int64_t level, uint8_t *out, size_t *length);

/// Unpacks without keeping anything, until `max` bytes have come out.
static int64_t diagnosis(const uint8_t *in, size_t size, uint64_t max) {
  static uint8_t room[65536];
  z_stream stream = { .next_in = (Bytef *)(uintptr_t)in, .avail_in = (uInt)size };
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) abort();
  int result = Z_OK;
  while (result == Z_OK && stream.total_out <= max) {
    stream.next_out = room;
    stream.avail_out = sizeof room;
    result = inflate(&stream, Z_NO_FLUSH);
  }
  bool exceeded = stream.total_out > max;
  inflateEnd(&stream);
  if (exceeded) return TOO_LARGE;
  return result == Z_BUF_ERROR ? TRUNCATED : INVALID;
}

/// The bytes of `in` that the stream takes, or what is wrong; `max` is what may come out in all.
int64_t ori_std_inflate_raw(
  const uint8_t *in, size_t size, int64_t max, uint8_t *out, size_t *length) {
  static struct libdeflate_decompressor *decompressor;
  if (decompressor == NULL) decompressor = libdeflate_alloc_decompressor();
  if (decompressor == NULL) abort();
  size_t taken = 0, made = 0;
  enum libdeflate_result result =
    libdeflate_deflate_decompress_ex(decompressor, in, size, out, *length, &taken, &made);
  *length = result == LIBDEFLATE_SUCCESS ? made : 0;
  if (result == LIBDEFLATE_SUCCESS) return (int64_t)taken;
  if (result == LIBDEFLATE_INSUFFICIENT_SPACE) return NO_ROOM;
  return diagnosis(in, size, (uint64_t)max);
}

/// `out` has as much room as `ori_std_deflate_bound` says.
void ori_std_deflate_raw(
  const uint8_t *in, size_t size, int64_t level, uint8_t *out, size_t *length) {
  struct libdeflate_compressor *compressor = libdeflate_alloc_compressor((int)level);
  if (compressor == NULL) abort();
  *length = libdeflate_deflate_compress(compressor, in, size, out, *length);
  libdeflate_free_compressor(compressor);
}

int64_t ori_std_deflate_bound(int64_t size) {
  return (int64_t)libdeflate_deflate_compress_bound(NULL, (size_t)size);
}

/// Blocks of which none is the last, up to a whole byte. `out` has room for `ori_std_deflate_bound`
/// and 64 bytes more.
void ori_std_deflate_part(
  const uint8_t *in, size_t size, int64_t level, uint8_t *out, size_t *length) {
  z_stream stream = { .next_in = (Bytef *)(uintptr_t)in, .avail_in = (uInt)size };
  if (deflateInit2(&stream, (int)level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    abort();
  }
  stream.next_out = out;
  stream.avail_out = (uInt)*length;
  if (deflate(&stream, Z_SYNC_FLUSH) != Z_OK || stream.avail_out == 0) abort();
  *length = stream.total_out;
  deflateEnd(&stream);
}
