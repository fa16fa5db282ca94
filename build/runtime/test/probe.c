// Answers questions about the runtime on standard input, one a line: an operation and operands,
// texts as hexadecimal. The test asks many random ones and knows the answers from JavaScript.

#include <stdio.h>
#include <stdlib.h>

#include "decimal.h"
#include "find.h"
#include "ori.h"

#define MOST_BYTES 4096

static char words[4][2 * MOST_BYTES + 1];
static uint8_t bytes[MOST_BYTES];

static size_t from_hex(const char *hex) {
  size_t n = strlen(hex) / 2;
  for (size_t i = 0; i < n; i++) {
    unsigned value;
    sscanf(hex + 2 * i, "%2x", &value);
    bytes[i] = (uint8_t)value;
  }
  return n;
}

static ori_str *text_word(int at) {
  // A word of "-" is the empty text.
  size_t n = words[at][0] == '-' ? 0 : from_hex(words[at]);
  return ori_str_new(bytes, n);
}

static double float_word(void) {
  return ori_float_from_bits((int64_t)strtoull(words[1], NULL, 16));
}

static void answer(ori_str *s) {
  ori_print_line(s);
  ori_str_drop(s);
}

static void answer_hex(ori_str *s) {
  static const char digits[] = "0123456789abcdef";
  ori_str *hex = ori_str_room((uint64_t)s->len * 2 + 1);
  for (uint32_t i = 0; i < s->len; i++) {
    hex->own[2 * i] = (uint8_t)digits[s->bytes[i] >> 4];
    hex->own[2 * i + 1] = (uint8_t)digits[s->bytes[i] & 15];
  }
  hex->own[2 * s->len] = '.';
  answer(hex);
  ori_str_drop(s);
}

static void answer_int(int64_t value) { answer(ori_int_to_str(value)); }

static void read_float(void) {
  ori_str *s = text_word(1);
  double value;
  bool ok = ori_str_parse_float(s, &value);
  if (ok) answer(ori_int_to_base(ori_float_bits(value), 16, false));
  else answer(ori_str_ascii("none", 4));
  ori_str_drop(s);
}

static void read_int(void) {
  ori_str *s = text_word(1);
  int64_t value;
  bool ok = ori_str_parse_int(s, &value);
  if (ok) answer_int(value);
  else answer(ori_str_ascii("none", 4));
  ori_str_drop(s);
}

static void search(void) {
  ori_str *in = text_word(1), *part = text_word(2);
  answer_int(words[0][4] == '<' ? ori_str_find_last(in, part)
                                : ori_str_find(in, part, atoi(words[3])));
  ori_str_drop(in);
  ori_str_drop(part);
}

static void compare(void) {
  ori_str *a = text_word(1), *b = text_word(2);
  answer_int(ori_str_compare(a, b) * 10 + ori_str_eq(a, b));
  ori_str_drop(a);
  ori_str_drop(b);
}

static void change_case(void) {
  ori_str *s = text_word(1);
  answer_hex(words[0][0] == 'u' ? ori_str_to_uppercase(s) : ori_str_to_lowercase(s));
  ori_str_drop(s);
}

static void check_utf8(void) {
  ori_list *l = ori_foreign_bytes(bytes, words[1][0] == '-' ? 0 : from_hex(words[1]));
  int64_t valid;
  ori_str_is_utf8(l, &valid);
  answer_int(valid);
  answer_hex(ori_str_from_bytes_lossy(l));
  ori_bytes_drop(l);
}

// One line a code point of which Unicode says anything.
static void list_chars(void) {
  for (uint32_t c = 0; c <= 0x10ffff; c++) {
    if (c >= 0xd800 && c < 0xe000) continue;
    int kinds = ori_char_is_alphabetic(c) | ori_char_is_digit(c) << 1 |
                ori_char_is_uppercase(c) << 2 | ori_char_is_lowercase(c) << 3 |
                ori_char_is_whitespace(c) << 4 | ori_char_is_control(c) << 5;
    uint32_t upper = ori_char_to_uppercase(c), lower = ori_char_to_lowercase(c);
    if (kinds == 0 && upper == c && lower == c) continue;
    char line[64];
    int n = snprintf(line, sizeof line, "%x %d %x %x", c, kinds, upper, lower);
    answer(ori_str_ascii(line, (size_t)n));
  }
}

static void respond(void) {
  const char *op = words[0];
  if (strcmp(op, "str") == 0) answer(ori_float_to_str(float_word()));
  else if (strcmp(op, "fixed") == 0) answer(ori_float_fixed(float_word(), atoi(words[2])));
  else if (strcmp(op, "exponent") == 0)
    answer(ori_float_exponent(float_word(), atoi(words[2]), false));
  else if (strcmp(op, "float") == 0) read_float();
  else if (strcmp(op, "int") == 0) read_int();
  else if (strncmp(op, "find", 4) == 0) search();
  else if (strcmp(op, "compare") == 0) compare();
  else if (strcmp(op, "upper") == 0 || strcmp(op, "lower") == 0) change_case();
  else if (strcmp(op, "utf8") == 0) check_utf8();
  else if (strcmp(op, "chars") == 0) list_chars();
}

int main(int argc, char **argv) {
  static char line[4 * sizeof words[0]];
  ori_start(argc, argv);
  while (fgets(line, sizeof line, stdin) != NULL) {
    words[1][0] = words[2][0] = words[3][0] = 0;
    if (sscanf(line, "%s %s %s %s", words[0], words[1], words[2], words[3]) > 0) respond();
  }
  return ori_finish(ori_live_objects() != 0);
}
