// The time, in milliseconds since 1970.

#include <stdint.h>
#include <time.h>

int64_t ori_clock_now_ms(void);

int64_t ori_clock_now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
