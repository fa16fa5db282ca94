// Reading numbers from text, and writing text as in source.

#include "float.h"
#include "str.h"

static bool is_space(uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static const uint8_t *trim(const ori_str *s, size_t *n) {
  const uint8_t *start = s->bytes, *end = start + s->len;
  while (start < end && is_space(*start)) start++;
  while (start < end && is_space(end[-1])) end--;
  *n = (size_t)(end - start);
  return start;
}

static ORI_LOOP bool read_digits(const uint8_t *text, size_t n, bool negative, int64_t *value) {
  int64_t sum = 0;
  for (size_t i = 0; i < n; i++) {
    uint8_t digit = (uint8_t)(text[i] - '0');
    // Downward for a minus sign, since the least int has no positive counterpart.
    if (digit > 9 || __builtin_mul_overflow(sum, 10, &sum) ||
        (negative ? __builtin_sub_overflow(sum, digit, &sum)
                  : __builtin_add_overflow(sum, digit, &sum)))
      return false;
  }
  *value = sum;
  return n != 0;
}

bool ori_str_parse_int(const ori_str *s, int64_t *value) {
  size_t n;
  const uint8_t *text = trim(s, &n);
  *value = 0;
  bool negative = n != 0 && text[0] == '-', sign = negative || (n != 0 && text[0] == '+');
  return read_digits(text + sign, n - sign, negative, value);
}

// Letters in either case; `word` is in lower case.
static bool is_word(const uint8_t *text, size_t n, const char *word) {
  if (n != strlen(word)) return false;
  for (size_t i = 0; i < n; i++)
    if ((text[i] | 0x20) != word[i] && text[i] != word[i]) return false;
  return true;
}

bool ori_str_parse_float(const ori_str *s, double *value) {
  size_t n;
  const uint8_t *text = trim(s, &n);
  *value = 0;
  if (is_word(text, n, "inf")) return *value = (double)INFINITY, true;
  if (is_word(text, n, "-inf")) return *value = -(double)INFINITY, true;
  if (is_word(text, n, "nan")) return *value = (double)NAN, true;
  return ori_float_read(text, n, value);
}

// ---------------------------------------------------------------- escapes

static char escape_of(uint8_t c) {
  switch (c) {
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    case '\0': return '0';
    case '\\':
    case '"': return (char)c;
    default: return 0;
  }
}

static ori_str *escape_between(const ori_str *s, bool quotes) {
  uint64_t len = s->len + 2 * (uint64_t)quotes;
  for (uint32_t i = 0; i < s->len; i++) len += escape_of(s->bytes[i]) != 0;
  if (len == 0) return &ori_str_empty;
  ori_str *made = ori_str_room(len);
  uint8_t *to = made->own;
  if (quotes) *to++ = '"';
  for (uint32_t i = 0; i < s->len; i++) {
    char escape = escape_of(s->bytes[i]);
    if (escape != 0) *to++ = '\\';
    *to++ = escape != 0 ? (uint8_t)escape : s->bytes[i];
  }
  if (quotes) *to = '"';
  return made;
}

ori_str *ori_str_escape(const ori_str *s) { return escape_between(s, false); }
ori_str *ori_str_quote(const ori_str *s) { return escape_between(s, true); }
