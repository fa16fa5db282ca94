// What the C programs share: headers, numbers as text, copies of text.
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Writes decimal digits and a final NUL; returns how many.
static inline size_t put_int(char *out, int64_t value) {
  char digits[24];
  size_t count = 0, at = 0;
  uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
  do digits[count++] = (char)('0' + rest % 10); while (rest /= 10);
  if (value < 0) out[at++] = '-';
  while (count > 0) out[at++] = digits[--count];
  out[at] = 0;
  return at;
}

static inline char *copy_text(const char *text, size_t length) {
  char *out = malloc(length + 1);
  memcpy(out, text, length);
  out[length] = 0;
  return out;
}

// Text that grows.
typedef struct { char *bytes; size_t length, room; } Text;

static inline void put(Text *text, const char *bytes, size_t length) {
  if (text->length + length > text->room) {
    text->room = (text->length + length) * 2;
    text->bytes = realloc(text->bytes, text->room);
  }
  memcpy(text->bytes + text->length, bytes, length);
  text->length += length;
}

static inline void put_char(Text *text, char byte) {
  if (text->length == text->room) {
    text->room = text->room * 2 + 16;
    text->bytes = realloc(text->bytes, text->room);
  }
  text->bytes[text->length++] = byte;
}
