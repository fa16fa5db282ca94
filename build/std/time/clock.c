// The system's clock and its zone, on both targets. WASI knows no zone: there it is UTC.

#include <stdint.h>
#include <time.h>

int64_t ori_std_now_ns(void);
int64_t ori_std_local_offset_s(void);

int64_t ori_std_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/// Seconds that local clocks are ahead of UTC now.
int64_t ori_std_local_offset_s(void) {
#ifdef __wasm__
  return 0;
#else
  time_t now = time(NULL);
  struct tm local;
  return localtime_r(&now, &local) == NULL ? 0 : (int64_t)local.tm_gmtoff;
#endif
}
