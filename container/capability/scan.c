// Searching many bytes, at the speed of the C library.

#define _GNU_SOURCE
#include <stdint.h>
#include <string.h>

int64_t ori_scan_find(const uint8_t *data, size_t size, const uint8_t *part, size_t length,
                      int64_t from);

/// Offset of the first `part` at or after `from`, or -1.
int64_t ori_scan_find(const uint8_t *data, size_t size, const uint8_t *part, size_t length,
                      int64_t from) {
  if (from < 0 || (uint64_t)from > size) return -1;
  const uint8_t *found = memmem(data + from, size - (size_t)from, part, length);
  return found == NULL ? -1 : found - data;
}
