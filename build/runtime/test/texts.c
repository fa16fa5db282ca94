// Text: sharing, appending, cutting, searching and escaping.

#include "check.h"

ORI_TEXT(greeting, 6, "gr\303\274\303\237");
ORI_TEXT(long_text, 80,
         "0123456789012345678901234567890123456789012345678901234567890123456789012345678\n");

static void check_append(void) {
  ori_str *s = &ori_str_empty, *word = text_of("w\303\266rd");
  for (int i = 0; i < 1000; i++) s = ori_str_append(s, word);
  CHECK(ori_str_len(s) == 5000 && ori_str_char_count(s) == 4000);
  ori_dup(s);
  ori_str *other = ori_str_append(s, word);
  CHECK(ori_str_len(s) == 5000 && ori_str_len(other) == 5005);
  ori_str *same = ori_str_concat(s, word);
  CHECK(ori_str_eq(same, other) && ori_str_hash(same) == ori_str_hash(other));
  CHECK(ori_str_ne(s, other) && ori_str_compare(s, other) == -1);
  int64_t before = ori_str_hash(other);
  other = ori_str_append(other, word);
  CHECK(ori_str_hash(other) != before);
  ori_str_drop(same);
  ori_str_drop(other);
  ori_str_drop(s);
  ori_str_drop(word);
  // What is appended decides whether all is still ASCII.
  s = text_of("plain");
  CHECK(ori_str_is_ascii(s));
  s = ori_str_append(s, &greeting);
  CHECK(!ori_str_is_ascii(s) && ori_str_char_count(s) == 9);
  ori_str_drop(s);
}

static void check_append_all(void) {
  ori_str *s = text_of("plain"), *shared = s;
  ori_dup(s);
  s = ori_str_append_all(s, shared, &ori_str_empty, shared);
  CHECK(ori_str_is_ascii(s) && ori_str_len(shared) == 5);
  ori_str_drop(shared);
  int64_t before = ori_str_hash(s);
  CHECK(ori_str_append_all(s, &ori_str_empty, &ori_str_empty) == s && ori_str_hash(s) == before);
  for (int i = 0; i < 100; i++) s = ori_str_append_all(s, &greeting, &long_text);
  CHECK(ori_str_len(s) == 15 + 100 * 86 && !ori_str_is_ascii(s) && ori_str_hash(s) != before);
  CHECK(ori_str_char_count(s) == 15 + 100 * 84);
  ori_str_drop(s);
  s = ori_str_append_all(ori_str_slice_bytes(&long_text, 0, 70), &greeting, &greeting);
  CHECK(ori_str_len(s) == 82 && ori_str_ends_with(s, &greeting));
  ori_str_drop(s);
}

static void check_views(void) {
  ori_str *s = ori_str_repeat(&greeting, 100);
  ori_str *view = ori_str_slice_bytes(s, 6, 594);
  ori_str *inner = ori_str_slice_bytes(view, 6, 500);
  CHECK(view->bytes == s->bytes + 6 && inner->bytes == s->bytes + 12);
  ori_str_drop(view);
  view = ori_str_append(ori_str_slice_bytes(s, 0, 300), &greeting);
  CHECK(ori_str_len(view) == 306 && ori_str_len(s) == 600);
  ori_str_drop(s);
  CHECK(ori_str_char_count(inner) == 330);
  ori_str_drop(inner);
  ori_str_drop(view);
  view = ori_str_slice_bytes(&long_text, 1, 79);
  inner = ori_str_slice_bytes(view, 1, 70);
  CHECK(ori_str_len(inner) == 69 && inner->bytes == long_text.bytes + 2);
  ori_str_drop(view);
  ori_str_drop(inner);
}

static void check_chars(void) {
  CHECK(ori_str_char_count(&greeting) == 4);
  CHECK(ori_str_char_offset(&greeting, 3) == 4 && ori_str_char_offset(&greeting, 9) == 6);
  CHECK(ori_str_char_at(&greeting, 2) == 0xfc && ori_str_char_width(&greeting, 2) == 2);
  CHECK(ori_str_char_before(&greeting, 6) == 0xdf && ori_str_char_before(&greeting, 2) == 'r');
  ori_list *chars = ori_str_to_chars(&greeting);
  CHECK(ori_list_len(chars) == 4 && ori_chars_at(chars, 3, SITE) == 0xdf);
  ori_chars_drop(chars);
  CHECK(check_owned(ori_char_to_str('x'), "x") &&
        check_owned(ori_char_to_str(0x1f600), "\360\237\230\200"));
  CHECK(ori_char_to_str('x') == ori_char_to_str('x'));
}

static void check_search(void) {
  ori_str *s = text_of("a-b--c"), *dash = text_of("-"), *two = text_of("--"),
          *none = &ori_str_empty;
  CHECK(ori_str_find(s, dash, 0) == 1 && ori_str_find(s, dash, 2) == 3 &&
        ori_str_find(s, two, 0) == 3);
  CHECK(ori_str_find_last(s, dash) == 4 && ori_str_find_last(s, none) == 6 &&
        ori_str_find(s, none, 2) == 2);
  CHECK(ori_str_starts_with(s, none) && ori_str_ends_with(s, s) && !ori_str_ends_with(s, dash));
  CHECK(check_owned(ori_str_replace(s, dash, two), "a--b----c"));
  CHECK(check_owned(ori_str_replace(s, two, none), "a-bc"));
  CHECK(check_owned(ori_str_replace(&greeting, none, dash), "-g-r-\303\274-\303\237-"));
  ori_str_drop(s);
  ori_str_drop(dash);
  ori_str_drop(two);
}

static void check_forms(void) {
  ori_str *s = text_of("a\n\"\\b");
  CHECK(check_owned(ori_str_escape(s), "a\\n\\\"\\\\b") &&
        check_owned(ori_str_quote(s), "\"a\\n\\\"\\\\b\""));
  ori_str_drop(s);
  ori_list *parts = ori_strs_push(ori_list_empty, text_of("x"));
  parts = ori_strs_push(parts, &greeting);
  s = text_of(", ");
  CHECK(check_owned(ori_str_join(parts, s), "x, gr\303\274\303\237"));
  CHECK(check_owned(ori_str_join(ori_list_empty, s), ""));
  CHECK(check_owned(ori_str_concat(s, s, &greeting), ", , gr\303\274\303\237"));
  ori_str_drop(s);
  ori_strs_drop(parts);
}

static void check_foreign(void) {
  char *copy = ori_foreign_text(&greeting, SITE);
  CHECK(strlen(copy) == 6);
  CHECK(check_owned(ori_foreign_str_owned(copy), "gr\303\274\303\237"));
  ORI_TEXT(nul, 3, "a\0b");
  CHECK_PANIC(ori_foreign_text_u(&nul, SITE, &copy),
              "text with a NUL inside cannot be passed to C");
  CHECK(ori_foreign_narrow(127, -128, 127, SITE) == 127);
  int64_t r;
  CHECK_PANIC(ori_foreign_narrow_u(128, -128, 127, SITE, &r), "conversion out of range");
  ori_handle *handle = ori_handle_new(0);
  CHECK(ori_handle_is_null(handle));
  ori_handle_drop(handle);
}

void check_texts(void) {
  check_append();
  check_append_all();
  check_views();
  check_chars();
  check_search();
  check_forms();
  check_foreign();
}
