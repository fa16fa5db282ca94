// The program that runs tests: each in a `catch`, with the live objects before and after, and one
// line to the driver.
//
// Arguments are the numbers of the tests to run, none means all. A line of the driver's starts with
// U+001E: the number and `start`, later the number, `ok` or `panic`, leaked objects, microseconds,
// the message with escapes, and behind a tab the place of a panic. What lies between is the test's
// own output. The driver judges, so `#fail`, filters and shards need nothing here.

import { useFun } from "./call.ts"
import { textLiteral } from "./value.ts"
import type { Unit } from "./unit.ts"

export function testMain(unit: Unit): string {
  const text = (part: string): string => textLiteral(unit, part)
  const cases = unit.program.tests.map(
    (test, index) =>
      `    case ${index}: run_test(${index}, (void (*)(void))${useFun(unit, test.f)}); break;`,
  )
  return `#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void say_int(int64_t value) {
  ori_str *text = ori_int_to_str(value);
  ori_print_out(text);
  ori_str_drop(text);
}

// A mark within it is not the driver's.
static void say_message(ori_str *message) {
  ori_str *clean = ori_str_replace(message, ${text("\u001e")}, ${text("\\e")});
  ori_print_out(clean);
  ori_str_drop(clean);
}

static void say_place(const ori_site *at) {
  ori_str *file = ori_str_new((const uint8_t *)at->file, strlen(at->file));
  ori_print_out(${text("\t")});
  ori_print_out(file);
  ori_str_drop(file);
  ori_print_out(${text(":")});
  say_int(at->line);
  ori_print_out(${text(":")});
  say_int(at->column);
}

static void run_test(int64_t index, void (*test)(void)) {
  ori_print_out(${text("\u001e")});
  say_int(index);
  ori_print_line(${text(" start")});
  int64_t live = ori_live_objects(), started = now_us();
  ori_str *message;
  ori_catch_enter();
  test();
  bool ok = ori_catch_leave(&message);
  int64_t took = now_us() - started;
  ori_str *escaped = ori_str_escape(message);
  ori_str_drop(message);
  live = ori_live_objects() - live - (ori_unique(escaped) ? 1 : 0);
  ori_print_out(${text("\u001e")});
  say_int(index);
  ori_print_out(ok ? ${text(" ok ")} : ${text(" panic ")});
  say_int(live);
  ori_print_out(${text(" ")});
  say_int(took);
  ori_print_out(${text(" ")});
  say_message(escaped);
  ori_str_drop(escaped);
  if (!ok && ori_panic_site != NULL) say_place(ori_panic_site);
  ori_print_line(${text("")});
}

static void run_number(int64_t index) {
  switch (index) {
${cases.join("\n")}
    default: break;
  }
}

int main(int argc, char **argv) {
  ori_start(argc, argv);
  program_start();
  if (argc < 2) for (int64_t i = 0; i < ${unit.program.tests.length}; i++) run_number(i);
  for (int i = 1; i < argc; i++) run_number(atoll(argv[i]));
  program_end();
  return ori_finish(0);
}
`
}
