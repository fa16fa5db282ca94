// Waiting, natively: the process blocks.

#include <errno.h>
#include <stdint.h>
#include <time.h>

void ori_std_sleep_ns(int64_t ns);

void ori_std_sleep_ns(int64_t ns) {
  struct timespec left = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
  while (ns > 0 && nanosleep(&left, &left) != 0 && errno == EINTR) {}
}
