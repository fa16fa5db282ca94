// Fills bytes and shortens them by two: what C may do to a `mut [byte]`.

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int64_t ori_test_fill(uint8_t *bytes, size_t *length, int64_t value);

int64_t ori_test_fill(uint8_t *bytes, size_t *length, int64_t value) {
  size_t room = *length;
  memset(bytes, (int)value, room);
  *length = room > 2 ? room - 2 : room;
  return (int64_t)room;
}
