// Runs all checks and sees that no object outlives them.

#include "check.h"

int check_failures;
const ori_site check_site = { "@check", "runtime:check.ori", 3, 7 };

int main(int argc, char **argv) {
  ori_start(argc, argv);
  check_cells();
  check_ints();
  check_floats();
  check_lists();
  check_panics();
  check_texts();
  CHECK(ori_live_objects() == 0);
  printf("%d failures, %d live\n", check_failures, (int)ori_live_objects());
  fflush(stdout);
  return ori_finish(check_failures != 0);
}
