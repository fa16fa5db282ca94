// Looking code points up, and the case of whole texts.

#include "text.h"

#include "str.h"

// The last of `count` words whose code point is not above c, as an index; −1 if there is none.
static int64_t last_start(const uint32_t *words, uint32_t count, uint32_t stride, uint32_t c) {
  uint32_t low = 0, high = count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (words[middle * stride] >> 11 <= c) low = middle + 1;
    else high = middle;
  }
  return (int64_t)low - 1;
}

bool ori_in_ranges(const ori_ranges *ranges, uint32_t c) {
  int64_t at = last_start(ranges->words, ranges->count, 1, c);
  return at >= 0 && c - (ranges->words[at] >> 11) <= (ranges->words[at] & 0x7ff);
}

static uint32_t change_simple(const ori_case *table, uint32_t c) {
  int64_t at = last_start(&table->runs->range, table->run_count, sizeof *table->runs / 4, c);
  if (at < 0) return c;
  uint32_t range = table->runs[at].range, offset = c - (range >> 11);
  uint32_t step = (range & 1) + 1, last = (range >> 1 & 0x3ff) * step;
  return offset <= last && offset % step == 0 ? c + (uint32_t)table->runs[at].delta : c;
}

uint32_t ori_change_case(const ori_case *table, uint32_t c, uint32_t to[3]) {
  uint32_t low = 0, high = table->special_count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (table->specials[middle].from < c) low = middle + 1;
    else high = middle;
  }
  if (low < table->special_count && table->specials[low].from == c) {
    memcpy(to, table->specials[low].to, sizeof table->specials[low].to);
    return to[2] != 0 ? 3 : 2;
  }
  to[0] = change_simple(table, c);
  return 1;
}

uint32_t ori_char_to_uppercase(uint32_t c) {
  uint32_t to[3];
  if (c < 0x80) return ori_ascii_lower(c) ? c - 0x20 : c;
  return ori_change_case(&ori_to_upper, c, to), to[0];
}

uint32_t ori_char_to_lowercase(uint32_t c) {
  uint32_t to[3];
  if (c < 0x80) return ori_ascii_upper(c) ? c + 0x20 : c;
  return ori_change_case(&ori_to_lower, c, to), to[0];
}

// ---------------------------------------------------------------- whole texts

static ORI_LOOP ori_str *change_ascii(const ori_str *s, uint8_t first) {
  ori_str *made = ori_str_new(s->bytes, s->len);
  for (uint32_t i = 0; i < made->len; i++)
    if ((uint8_t)(made->own[i] - first) < 26) made->own[i] ^= 0x20;
  made->cap |= ORI_STR_ASCII;
  return made;
}

static uint32_t char_before(const uint8_t *bytes, size_t *at) {
  do --*at;
  while ((bytes[*at] & 0xc0) == 0x80);
  return ori_utf8_decode(bytes + *at);
}

// A capital sigma at the end of a word has a small form of its own.
static bool is_final(const ori_str *s, size_t at) {
  size_t before = at, after = at + 2;
  uint32_t c = 0;
  bool cased = false;
  while (before > 0 && !cased) {
    c = char_before(s->bytes, &before);
    if (ori_in_ranges(&ori_case_ignorable, c)) continue;
    if (!ori_in_ranges(&ori_cased, c)) return false;
    cased = true;
  }
  if (!cased) return false;
  for (; after < s->len; after += (size_t)ori_utf8_width(s->bytes[after])) {
    c = ori_utf8_decode(s->bytes + after);
    if (!ori_in_ranges(&ori_case_ignorable, c)) return !ori_in_ranges(&ori_cased, c);
  }
  return true;
}

#define CAPITAL_SIGMA 0x3a3
#define FINAL_SIGMA 0x3c2

// Writes the text in another case, or only counts where `to` is NULL; the number of bytes.
static ORI_LOOP uint64_t change_text(const ori_str *s, const ori_case *table, uint8_t *to) {
  uint64_t len = 0;
  for (size_t at = 0; at < s->len; at += (size_t)ori_utf8_width(s->bytes[at])) {
    uint32_t c = ori_utf8_decode(s->bytes + at), changed[3], count = 1;
    if (c == CAPITAL_SIGMA && table == &ori_to_lower && is_final(s, at)) changed[0] = FINAL_SIGMA;
    else count = ori_change_case(table, c, changed);
    for (uint32_t i = 0; i < count; i++) {
      uint8_t scratch[4];
      len += ori_utf8_encode(to == NULL ? scratch : to + len, changed[i]);
    }
  }
  return len;
}

static ori_str *change(const ori_str *s, const ori_case *table) {
  ori_str *made = ori_str_room(change_text(s, table, NULL));
  change_text(s, table, made->own);
  return made;
}

ori_str *ori_str_to_uppercase(ori_str *s) {
  if (s->len == 0) return &ori_str_empty;
  return ori_str_is_ascii(s) ? change_ascii(s, 'a') : change(s, &ori_to_upper);
}

ori_str *ori_str_to_lowercase(ori_str *s) {
  if (s->len == 0) return &ori_str_empty;
  return ori_str_is_ascii(s) ? change_ascii(s, 'A') : change(s, &ori_to_lower);
}
