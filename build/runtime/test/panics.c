// Catching, nesting, and destructors that run while a panic unwinds.

#include "check.h"

static void fail(const char *message) {
  ori_str *text = text_of(message);
  ori_panic(text, SITE);
  ori_str_drop(text);
}

static void check_nesting(void) {
  ori_str *outer, *inner;
  ori_catch_enter();
  ori_catch_enter();
  fail("inside");
  CHECK(ori_panicking);
  CHECK(!ori_catch_leave(&inner));
  CHECK(!ori_panicking && check_owned(inner, "inside"));
  CHECK(ori_catch_leave(&outer));
  CHECK(check_owned(outer, ""));
}

// While "first" unwinds, a destructor runs that catches a panic of its own.
static void check_pause(void) {
  ori_str *outer, *inner;
  ori_catch_enter();
  fail("first");
  const ori_site elsewhere = { "@drop", "test", 2, 2 };
  const ori_site *at = ori_panic_site;
  ori_pause pause = ori_pause_panic();
  CHECK(!ori_panicking);
  ori_catch_enter();
  ori_raise("second", &elsewhere);
  CHECK(!ori_catch_leave(&inner) && check_owned(inner, "second"));
  CHECK(ori_panic_site == &elsewhere);
  ori_resume_panic(pause);
  CHECK(ori_panicking);
  CHECK(!ori_catch_leave(&outer) && check_owned(outer, "first"));
  CHECK(ori_panic_site == at);
}

// A destructor that panics without any panic around it: it goes on after what remains to be
// dropped.
static void check_panic_in_drop(void) {
  ori_str *message;
  ori_catch_enter();
  ori_pause pause = ori_pause_panic();
  fail("in drop");
  ori_resume_panic(pause);
  CHECK(ori_panicking);
  CHECK(!ori_catch_leave(&message) && check_owned(message, "in drop"));
}

void check_panics(void) {
  check_nesting();
  check_pause();
  check_panic_in_drop();
}
