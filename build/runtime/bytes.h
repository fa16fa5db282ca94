// Copying and comparing runs of bytes. Up to 16 bytes go inline, by overlapping words: most keys
// are that short, a call costs more than the copy, and the C library of wasm compares byte by byte.

#ifndef ORI_BYTES_H
#define ORI_BYTES_H

#include "base.h"

ORI_INLINE uint64_t ori_load8(const uint8_t *from) {
  uint64_t word;
  memcpy(&word, from, 8);
  return word;
}

ORI_INLINE uint32_t ori_load4(const uint8_t *from) {
  uint32_t word;
  memcpy(&word, from, 4);
  return word;
}

ORI_INLINE void ori_copy(uint8_t *to, const uint8_t *from, size_t n) {
  if (n > 16) {
    memcpy(to, from, n);
  } else if (n >= 8) {
    uint64_t first = ori_load8(from), last = ori_load8(from + n - 8);
    memcpy(to, &first, 8);
    memcpy(to + n - 8, &last, 8);
  } else if (n >= 4) {
    uint32_t first = ori_load4(from), last = ori_load4(from + n - 4);
    memcpy(to, &first, 4);
    memcpy(to + n - 4, &last, 4);
  } else if (n != 0) {
    uint8_t first = from[0], middle = from[n / 2], last = from[n - 1];
    to[0] = first;
    to[n / 2] = middle;
    to[n - 1] = last;
  }
}

ORI_INLINE bool ori_same(const uint8_t *a, const uint8_t *b, size_t n) {
  if (n >= 8) {
    for (size_t i = 0; i + 8 < n; i += 8)
      if (ori_load8(a + i) != ori_load8(b + i)) return false;
    return ori_load8(a + n - 8) == ori_load8(b + n - 8);
  }
  if (n >= 4) return ori_load4(a) == ori_load4(b) && ori_load4(a + n - 4) == ori_load4(b + n - 4);
  return n == 0 || (a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]);
}

/// −1, 0 or 1 by the first byte that differs, then by length.
ORI_INLINE int64_t ori_order(const uint8_t *a, size_t n, const uint8_t *b, size_t m) {
  size_t both = n < m ? n : m, i = 0;
  for (; i + 8 <= both; i += 8) {
    uint64_t x = ori_load8(a + i), y = ori_load8(b + i);
    // Both targets are little-endian: the first byte in memory is the lowest.
    if (x != y) return __builtin_bswap64(x) < __builtin_bswap64(y) ? -1 : 1;
  }
  for (; i < both; i++)
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  return (int64_t)(n > m) - (int64_t)(n < m);
}

#endif
