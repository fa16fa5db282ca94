// One line to standard output, whole: lines of several processes do not mix.

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

void ori_std_log_write(int64_t level, const uint8_t *line, size_t size);

void ori_std_log_write(int64_t level, const uint8_t *line, size_t size) {
  (void)level;
  while (size > 0) {
    ssize_t written = write(STDOUT_FILENO, line, size);
    if (written < 0 && errno != EINTR) return;
    if (written > 0) {
      line += written;
      size -= (size_t)written;
    }
  }
}
