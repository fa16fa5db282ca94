// Checks of the runtime's own tests: each failure names its line, and the process ends with how
// many there were.

#ifndef ORI_CHECK_H
#define ORI_CHECK_H

#include <stdio.h>

#include "ori.h"

extern int check_failures;

#define CHECK(CONDITION) \
  do { \
    if (!(CONDITION)) { \
      printf("%s:%d: %s\n", __FILE_NAME__, __LINE__, #CONDITION); \
      check_failures++; \
    } \
  } while (0)

#define SITE (&check_site)
extern const ori_site check_site;

ORI_INLINE bool check_text(ori_str *s, const char *expected) {
  bool same = s->len == strlen(expected) && memcmp(s->bytes, expected, s->len) == 0;
  if (!same) printf("  got \"%.*s\", not \"%s\"\n", (int)s->len, (const char *)s->bytes, expected);
  return same;
}

/// The same, and drops the text.
ORI_INLINE bool check_owned(ori_str *s, const char *expected) {
  bool same = check_text(s, expected);
  ori_str_drop(s);
  return same;
}

ORI_INLINE ori_str *text_of(const char *s) { return ori_foreign_str(s); }

/// Runs the statement under a catch and checks the message that it panics with.
#define CHECK_PANIC(STATEMENT, MESSAGE) \
  do { \
    ori_str *message_; \
    ori_catch_enter(); \
    STATEMENT; \
    CHECK(!ori_catch_leave(&message_)); \
    CHECK(check_owned(message_, MESSAGE)); \
  } while (0)

void check_cells(void);
void check_ints(void);
void check_floats(void);
void check_lists(void);
void check_panics(void);
void check_texts(void);

#endif
