// Start and end of a program, and its arguments.

#include "main.h"

#include <stdlib.h>

#include "foreign.h"
#include "print.h"
#include "str.h"

static int argument_count;
static char **arguments;

void ori_start(int argc, char **argv) {
  argument_count = argc;
  arguments = argv;
  ori_watch_stack();
}

ori_list *ori_program_args(void) {
  ori_list *args = ori_strs_new(argument_count - 1);
  for (int i = 1; i < argument_count; i++)
    args = ori_strs_push(args, ori_foreign_str(arguments[i]));
  return args;
}

#ifndef ORI_REACTOR
static ORI_COLD void report_live(void) {
  ori_str *count = ori_int_to_str(ori_live_objects());
  ORI_TEXT(before, 14, "live objects: ");
  ORI_TEXT(after, 1, "\n");
  ori_print_error(&before);
  ori_print_error(count);
  ori_print_error(&after);
  ori_str_drop(count);
}
#endif

int ori_finish(int64_t code) {
  ori_flush();
#ifndef ORI_REACTOR
  if (getenv("ORI_REPORT_LIVE") != NULL) report_live();
#endif
  return (int)(code & 255);
}
