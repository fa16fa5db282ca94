// What a panic does: sets the flag under a `catch`, else says what happened and ends the process.

#include "panic.h"

#include <unistd.h>

#include "print.h"
#include "str.h"

bool ori_panicking;
const ori_site *ori_panic_site;
void (*ori_panic_hook)(ori_str *message, const ori_site *site);

// Catches entered, and how many of them are out of reach: those around a destructor that runs while
// unwinding.
static uint32_t catch_depth, catch_floor;
static ori_str *panic_message;

// ---------------------------------------------------------------- the end

static _Noreturn ORI_COLD void end_process(void) {
  ori_flush();
#if defined(__wasm__) && defined(ORI_REACTOR)
  __builtin_trap();
#else
  _exit(1);
#endif
}

static void write_int(uint32_t value) {
  char text[24], *end = text + sizeof text;
  char *start = ori_int_digits(end, value);
  ori_error_bytes((const uint8_t *)start, (size_t)(end - start));
}

static void write_text(const char *text) { ori_error_bytes((const uint8_t *)text, strlen(text)); }

// Deeper callers say little, and an overflown stack has thousands.
#define TRACE_LINES 32

static void write_function(const char *name) {
  write_text("    ");
  write_text(name);
  write_text("\n");
}

static void write_place(const ori_site *site) {
  if (site != NULL) {
    write_text("  at ");
    write_text(site->file);
    write_text(":");
    write_int(site->line);
    write_text(":");
    write_int(site->column);
    write_text("\n");
    write_function(site->function);
  }
  const char *names[TRACE_LINES];
  uint32_t count = ori_trace(names, TRACE_LINES);
  for (uint32_t i = 0; i < count; i++)
    if (i != 0 || site == NULL || strcmp(names[i], site->function) != 0) write_function(names[i]);
}

static _Noreturn ORI_COLD void report(const uint8_t *message, size_t length, const ori_site *site) {
  ori_flush();
  write_text("panic: ");
  ori_error_bytes(message, length);
  write_text("\n");
  write_place(site);
  end_process();
}

static _Noreturn ORI_COLD void uncaught(ori_str *message, const ori_site *site) {
  static bool ending;
  if (ending) end_process();
  ending = true;
  ori_flush();
  if (ori_panic_hook != NULL) {
    ori_print_to_error = true;
    // What the hook catches is its own.
    catch_floor = catch_depth;
    ori_panic_hook(message, site);
  }
  report(message->bytes, message->len, site);
}

_Noreturn ORI_COLD void ori_die(const char *message) {
  report((const uint8_t *)message, strlen(message), NULL);
}

_Noreturn ORI_COLD void ori_stack_overflow(const ori_site *site) {
  static const char message[] = "stack overflow";
  report((const uint8_t *)message, sizeof message - 1, site);
}

_Noreturn ORI_COLD void ori_not_unwinding(void) {
  ori_die("a panic reached a function that does not unwind");
}

// ---------------------------------------------------------------- raising

static ORI_COLD void raise_owned(ori_str *message, const ori_site *site) {
  if (catch_depth <= catch_floor) uncaught(message, site);
  ori_panicking = true;
  panic_message = message;
  ori_panic_site = site;
}

void ori_panic(ori_str *message, const ori_site *site) {
  ori_dup(message);
  raise_owned(message, site);
}

void ori_raise(const char *message, const ori_site *site) {
  raise_owned(ori_str_ascii(message, strlen(message)), site);
}

void ori_raise_index(int64_t index, int64_t length, const ori_site *site) {
  ORI_TEXT(before, 27, "index out of bounds: index ");
  ORI_TEXT(between, 9, ", length ");
  ori_str *first = ori_int_to_str(index), *second = ori_int_to_str(length);
  ori_str *message = ori_str_concat(&before, first, &between, second);
  ori_str_drop(first);
  ori_str_drop(second);
  raise_owned(message, site);
}

// ---------------------------------------------------------------- catching

void ori_catch_enter(void) { catch_depth++; }

bool ori_catch_leave(ori_str **message) {
  catch_depth--;
  if (ORI_LIKELY(!ori_panicking)) {
    *message = &ori_str_empty;
    return true;
  }
  ori_panicking = false;
  *message = panic_message;
  return false;
}

ori_pause ori_pause_panic(void) {
  ori_pause pause = { ori_panicking, catch_floor, panic_message, ori_panic_site };
  if (ori_panicking) {
    ori_panicking = false;
    catch_floor = catch_depth;
  }
  return pause;
}

int64_t ori_panic_hold(void) {
  uint32_t before = catch_floor;
  catch_floor = catch_depth;
  return before;
}

void ori_panic_unhold(int64_t before) { catch_floor = (uint32_t)before; }

void ori_resume_panic(ori_pause pause) {
  catch_floor = pause.floor;
  if (!pause.panicking) return;
  ori_panicking = true;
  panic_message = pause.message;
  ori_panic_site = pause.site;
}
