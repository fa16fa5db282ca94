// Text as code points: counting, indexing, decoding, and checking foreign bytes.

#include "str.h"

#define HIGH_BITS 0x8080808080808080u

ORI_LOOP bool ori_str_scan_ascii(ori_str *s) {
  size_t i = 0;
  bool ascii = true;
  for (; ascii && i + 8 <= s->len; i += 8) ascii = (ori_load8(s->bytes + i) & HIGH_BITS) == 0;
  for (; ascii && i < s->len; i++) ascii = s->bytes[i] < 0x80;
  s->cap |= ascii ? ORI_STR_ASCII : ORI_STR_WIDE;
  return ascii;
}

uint32_t ori_utf8_decode(const uint8_t *at) {
  uint32_t first = at[0];
  if (first < 0x80) return first;
  if (first < 0xe0) return (first & 0x1f) << 6 | (at[1] & 0x3f);
  if (first < 0xf0) return (first & 0x0f) << 12 | (uint32_t)(at[1] & 0x3f) << 6 | (at[2] & 0x3f);
  return (first & 0x07) << 18 | (uint32_t)(at[1] & 0x3f) << 12 | (uint32_t)(at[2] & 0x3f) << 6 |
         (at[3] & 0x3f);
}

size_t ori_utf8_encode(uint8_t *to, uint32_t c) {
  if (c < 0x80) {
    to[0] = (uint8_t)c;
    return 1;
  }
  size_t width = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const uint8_t lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
  for (size_t i = width - 1; i > 0; i--, c >>= 6) to[i] = (uint8_t)(0x80 | (c & 0x3f));
  to[0] = (uint8_t)(lead[width] | c);
  return width;
}

// ---------------------------------------------------------------- positions

static bool begins(uint8_t byte) { return (byte & 0xc0) != 0x80; }

// How many code points begin in a word: bytes that are not 10xxxxxx.
static uint32_t begin_count(uint64_t word) {
  uint64_t continues = word & ~(word << 1) & HIGH_BITS;
  return 8 - (uint32_t)__builtin_popcountll(continues);
}

static ORI_LOOP int64_t count_chars(const uint8_t *bytes, size_t n) {
  int64_t count = 0;
  size_t i = 0;
  for (; i + 8 <= n; i += 8) count += begin_count(ori_load8(bytes + i));
  for (; i < n; i++) count += begins(bytes[i]);
  return count;
}

int64_t ori_str_char_count(ori_str *s) {
  return ori_str_is_ascii(s) ? s->len : count_chars(s->bytes, s->len);
}

static ORI_LOOP int64_t find_char(const uint8_t *bytes, size_t n, int64_t index) {
  size_t at = 0;
  for (; at + 8 <= n; at += 8) {
    int64_t here = begin_count(ori_load8(bytes + at));
    if (here > index) break;
    index -= here;
  }
  // `index` more code points begin before the wanted one, the rest of one aside.
  for (; at < n; at++)
    if (begins(bytes[at]) && index-- == 0) break;
  return (int64_t)at;
}

int64_t ori_str_char_offset(ori_str *s, int64_t index) {
  if (index <= 0) return 0;
  if (index >= s->len) return s->len;
  return ori_str_is_ascii(s) ? index : find_char(s->bytes, s->len, index);
}

uint32_t ori_str_char_before(const ori_str *s, int64_t end) {
  do end--;
  while (!begins(s->bytes[end]));
  return ori_utf8_decode(s->bytes + end);
}

static ORI_LOOP void decode_all(uint32_t *to, const uint8_t *bytes, size_t n) {
  for (size_t at = 0; at < n; at += (size_t)ori_utf8_width(bytes[at]))
    *to++ = ori_utf8_decode(bytes + at);
}

ori_list *ori_str_to_chars(ori_str *s) {
  int64_t count = ori_str_char_count(s);
  ori_list *chars = ori_chars_new(count);
  if (count == 0) return chars;
  decode_all(ori_list_data(chars), s->bytes, s->len);
  chars->len = (uint32_t)count;
  return chars;
}

// Texts of one ASCII character are made once, in place, when first asked for.
static ori_str ascii_chars[0x80];

ori_str *ori_char_to_str(uint32_t c) {
  if (c < 0x80) {
    ori_str *s = &ascii_chars[c];
    if (ORI_UNLIKELY(s->bytes == NULL)) {
      s->cell.rc = ORI_STATIC;
      s->len = 1;
      s->cap = ORI_STR_ASCII;
      s->own[0] = (uint8_t)c;
      s->bytes = s->own;
    }
    return s;
  }
  uint8_t bytes[4];
  size_t width = ori_utf8_encode(bytes, c);
  ori_str *s = ori_str_new(bytes, width);
  s->cap |= ORI_STR_WIDE;
  return s;
}

// ---------------------------------------------------------------- foreign bytes

// Lengths of what begins at a byte: `valid` is the width of a code point, else 0 and `skip` bytes
// are one error (the longest beginning of a code point, or one byte).
typedef struct {
  uint8_t valid, skip;
} step;

static bool continues(const uint8_t *bytes, size_t n, size_t at) {
  return at < n && !begins(bytes[at]);
}

static step step_at(const uint8_t *bytes, size_t n, size_t at) {
  uint8_t first = bytes[at];
  if (first < 0x80) return (step){ 1, 0 };
  if (first < 0xc2 || first > 0xf4) return (step){ 0, 1 };
  uint8_t width = (uint8_t)ori_utf8_width(first);
  // The second byte keeps out overlong forms, surrogates and what is beyond U+10FFFF.
  uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (at + 1 >= n || bytes[at + 1] < low || bytes[at + 1] > high) return (step){ 0, 1 };
  for (uint8_t i = 2; i < width; i++)
    if (!continues(bytes, n, at + i)) return (step){ 0, i };
  return (step){ width, 0 };
}

static ORI_LOOP size_t valid_length(const uint8_t *bytes, size_t n) {
  size_t at = 0;
  while (at < n) {
    while (at + 8 <= n && (ori_load8(bytes + at) & HIGH_BITS) == 0) at += 8;
    if (at >= n) break;
    uint8_t valid = step_at(bytes, n, at).valid;
    if (valid == 0) break;
    at += valid;
  }
  return at;
}

bool ori_str_is_utf8(const ori_list *bytes, int64_t *valid) {
  *valid = (int64_t)valid_length(ori_list_bytes(bytes), bytes->len);
  return *valid == bytes->len;
}

static size_t replace_errors(uint8_t *to, const uint8_t *bytes, size_t n) {
  uint8_t *start = to;
  for (size_t at = 0; at < n;) {
    size_t valid = valid_length(bytes + at, n - at);
    memcpy(to, bytes + at, valid);
    to += valid;
    at += valid;
    if (at == n) break;
    to += ori_utf8_encode(to, 0xfffd);
    at += step_at(bytes, n, at).skip;
  }
  return (size_t)(to - start);
}

ori_str *ori_str_lossy(const uint8_t *bytes, size_t n) {
  if (valid_length(bytes, n) == n) return ori_str_new(bytes, n);
  // One error takes three bytes for at least one.
  ori_str *wide = ori_str_room((uint64_t)n * 3);
  size_t len = replace_errors(wide->own, bytes, n);
  ori_str *s = ori_str_new(wide->own, len);
  ori_str_drop(wide);
  return s;
}

ori_str *ori_str_from_bytes_lossy(const ori_list *bytes) {
  return ori_str_lossy(ori_list_bytes(bytes), bytes->len);
}
