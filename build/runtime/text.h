// Characters: what Unicode says of a code point. The tables are in `unicode.c`.

#ifndef ORI_TEXT_H
#define ORI_TEXT_H

#include "base.h"

/// Sorted ranges, each word the first code point · 2048 + how many follow it.
typedef struct {
  uint32_t count;
  const uint32_t *words;
} ori_ranges;

/// Code points of a range and a step, 1 or 2, and the distance to what they become.
typedef struct {
  uint32_t range;
  int32_t delta;
} ori_case_run;

/// What becomes two or three code points.
typedef struct {
  uint32_t from, to[3];
} ori_case_special;

typedef struct {
  uint32_t run_count, special_count;
  const ori_case_run *runs;
  const ori_case_special *specials;
} ori_case;

extern const ori_ranges ori_letters, ori_decimal_digits, ori_uppercase_letters,
    ori_lowercase_letters, ori_spaces, ori_cased, ori_case_ignorable;
extern const ori_case ori_to_upper, ori_to_lower;

bool ori_in_ranges(const ori_ranges *ranges, uint32_t c);

ORI_INLINE bool ori_char_eq(uint32_t a, uint32_t b) { return a == b; }
ORI_INLINE bool ori_char_ne(uint32_t a, uint32_t b) { return a != b; }
ORI_INLINE bool ori_char_lt(uint32_t a, uint32_t b) { return a < b; }
ORI_INLINE bool ori_char_le(uint32_t a, uint32_t b) { return a <= b; }
ORI_INLINE bool ori_char_gt(uint32_t a, uint32_t b) { return a > b; }
ORI_INLINE bool ori_char_ge(uint32_t a, uint32_t b) { return a >= b; }
ORI_INLINE int64_t ori_char_to_int(uint32_t c) { return c; }

ORI_INLINE bool ori_ascii_lower(uint32_t c) { return c - 'a' < 26; }
ORI_INLINE bool ori_ascii_upper(uint32_t c) { return c - 'A' < 26; }

ORI_INLINE bool ori_char_is_alphabetic(uint32_t c) {
  return c < 0x80 ? ori_ascii_lower(c | 0x20) : ori_in_ranges(&ori_letters, c);
}

ORI_INLINE bool ori_char_is_digit(uint32_t c) {
  return c < 0x80 ? c - '0' < 10 : ori_in_ranges(&ori_decimal_digits, c);
}

ORI_INLINE bool ori_char_is_alphanumeric(uint32_t c) {
  return ori_char_is_alphabetic(c) || ori_char_is_digit(c);
}

ORI_INLINE bool ori_char_is_whitespace(uint32_t c) {
  return c < 0x80 ? c == ' ' || c - '\t' < 5 : ori_in_ranges(&ori_spaces, c);
}

ORI_INLINE bool ori_char_is_uppercase(uint32_t c) {
  return c < 0x80 ? ori_ascii_upper(c) : ori_in_ranges(&ori_uppercase_letters, c);
}

ORI_INLINE bool ori_char_is_lowercase(uint32_t c) {
  return c < 0x80 ? ori_ascii_lower(c) : ori_in_ranges(&ori_lowercase_letters, c);
}

ORI_INLINE bool ori_char_is_control(uint32_t c) { return c < 0x20 || c - 0x7f < 0x21; }

/// The code points that one becomes, up to three; how many.
uint32_t ori_change_case(const ori_case *table, uint32_t c, uint32_t to[3]);
/// The first of them.
uint32_t ori_char_to_uppercase(uint32_t c);
uint32_t ori_char_to_lowercase(uint32_t c);

#endif
