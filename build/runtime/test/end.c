// Ends a process in the way that its argument names: what is printed, in which order, and the exit
// code are the test.

#include "ori.h"

static const ori_site site = { "@fail", "app:src/main.ori", 12, 5 };
ORI_TEXT(before, 6, "before");
ORI_TEXT(message, 10, "it's over!");
ORI_TEXT(in_hook, 7, "in hook");

static void hook(ori_str *text, const ori_site *at) {
  ori_print_out(text);
  ori_print_line(&in_hook);
  // A panic in the hook ends the process at once.
  if (at->line == 12) ori_int_div(1, 0, &site);
}

__attribute__((noinline)) void inner_function(int64_t n);
__attribute__((noinline)) void outer_function(int64_t n);

void inner_function(int64_t n) {
  int64_t r = ori_int_div(1, n, &site);
  ori_print_line(ori_int_to_str(r));
}

void outer_function(int64_t n) {
  inner_function(n);
  ori_print_line(&before);
}

static int64_t descend(int64_t n) {
  ORI_ENTER(&site);
  volatile char room[64];
  room[0] = (char)n;
  int64_t below = descend(n + 1) + room[0];
  ORI_LEAVE();
  return below;
}

static const ori_function names[] = {
  { (void (*)(void))inner_function, "@inner", NULL },
  { (void (*)(void))outer_function, "@outer", NULL },
};

int main(int argc, char **argv) {
  ori_start(argc, argv);
  ori_trace_names(names, 2);
  ori_print_line(&before);
  ori_list *args = ori_program_args();
  char how = (char)ori_str_byte_unchecked(ori_strs_at(args, 0, &site), 0);
  ori_str *joined = ori_str_join(args, &before);
  if (how == 'a') ori_print_line(joined);
  ori_str_drop(joined);
  ori_strs_drop(args);
  if (how == 'p') ori_panic(&message, &site);
  if (how == 't') outer_function(argc - 2);
  if (how == 's') return (int)descend(1);
  if (how == 'h') {
    ori_panic_hook = hook;
    ori_panic(&message, &site);
  }
  return ori_finish(how == 'x' ? 0x1203 : 0);
}
