// Searching: the C library's two-way search forward, a rolling hash backward.

#include "find.h"

#include "str.h"

int64_t ori_find(const uint8_t *in, size_t n, const uint8_t *part, size_t m, int64_t from) {
  if (from < 0) from = 0;
  if ((uint64_t)from > n || m > n - (size_t)from) return -1;
  if (m == 0) return from;
  size_t left = n - (size_t)from;
  const uint8_t *at = m == 1 ? memchr(in + from, part[0], left) : memmem(in + from, left, part, m);
  return at == NULL ? -1 : at - in;
}

// Hashes are polynomials over bytes read from the end; the powers wrap, and a hit is compared.
#define BASE 0x01000193u

int64_t ori_find_last(const uint8_t *in, size_t n, const uint8_t *part, size_t m) {
  if (m > n) return -1;
  uint32_t wanted = 0, hash = 0, top = 1;
  for (size_t i = m; i-- > 0;) {
    wanted = wanted * BASE + part[i];
    hash = hash * BASE + in[n - m + i];
    top *= BASE;
  }
  for (size_t at = n - m;; at--) {
    if (hash == wanted && memcmp(in + at, part, m) == 0) return (int64_t)at;
    if (at == 0) return -1;
    hash = hash * BASE + in[at - 1] - top * in[at + m - 1];
  }
}

int64_t ori_str_find(const ori_str *s, const ori_str *part, int64_t from) {
  return ori_find(s->bytes, s->len, part->bytes, part->len, from);
}

int64_t ori_str_find_last(const ori_str *s, const ori_str *part) {
  return ori_find_last(s->bytes, s->len, part->bytes, part->len);
}

// An empty pattern stands before each code point and at the end.
static int64_t next_match(const ori_str *s, const ori_str *pattern, int64_t from) {
  return ori_find(s->bytes, s->len, pattern->bytes, pattern->len, from);
}

static int64_t after_match(const ori_str *s, const ori_str *pattern, int64_t at) {
  if (pattern->len != 0) return at + pattern->len;
  return at < s->len ? at + ori_utf8_width(s->bytes[at]) : at + 1;
}

static uint64_t count_matches(const ori_str *s, const ori_str *pattern) {
  uint64_t count = 0;
  for (int64_t at = 0; (at = next_match(s, pattern, at)) >= 0; count++)
    at = after_match(s, pattern, at);
  return count;
}

ori_str *ori_str_replace(ori_str *s, const ori_str *pattern, const ori_str *replacement) {
  uint64_t count = count_matches(s, pattern);
  if (count == 0) return ori_dup(s), s;
  uint64_t len = s->len + count * replacement->len - count * pattern->len;
  if (len == 0) return &ori_str_empty;
  ori_str *made = ori_str_room(len);
  uint8_t *to = made->own;
  int64_t done = 0;
  for (int64_t at = 0; (at = next_match(s, pattern, at)) >= 0; at = after_match(s, pattern, at)) {
    ori_copy(to, s->bytes + done, (size_t)(at - done));
    to += at - done;
    ori_copy(to, replacement->bytes, replacement->len);
    to += replacement->len;
    done = at + pattern->len;
  }
  ori_copy(to, s->bytes + done, (size_t)(s->len - done));
  return made;
}
