// The three standard streams, on both targets. What was read of a line too much is kept for the
// next who reads.

#include <errno.h>
#ifndef __wasm__
#include <signal.h>
#endif
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int64_t ori_std_io_line(void);
int64_t ori_std_io_read(uint8_t *out, size_t *length);
int64_t ori_std_io_write(int64_t stream, const uint8_t *data, size_t size);
const char *ori_std_io_error_text(int64_t code);

static uint8_t *held;
static size_t held_size, held_room;

/// What came, 0 at the end, an error below 0.
static int64_t more(void) {
  if (held_room - held_size < 4096) {
    held_room = held_room == 0 ? 8192 : held_room * 2;
    held = realloc(held, held_room);
    if (held == NULL) abort();
  }
  ssize_t got;
  do got = read(STDIN_FILENO, held + held_size, held_room - held_size);
  while (got < 0 && errno == EINTR);
  if (got < 0) return -errno;
  held_size += (size_t)got;
  return got;
}

/// How long the next line is, its end included; 0 at the end of the input.
int64_t ori_std_io_line(void) {
  size_t searched = 0;
  for (;;) {
    size_t unseen = held_size - searched;
    uint8_t *end = unseen > 0 ? memchr(held + searched, '\n', unseen) : NULL;
    if (end != NULL) return end - held + 1;
    searched = held_size;
    int64_t got = more();
    if (got < 0) return got;
    if (got == 0) return (int64_t)held_size;
  }
}

/// At most as much as there is room for; 0 at the end.
int64_t ori_std_io_read(uint8_t *out, size_t *length) {
  if (held_size == 0) {
    int64_t got = more();
    if (got <= 0) *length = 0;
    if (got < 0) return got;
  }
  if (*length > held_size) *length = held_size;
  if (*length > 0) {
    memcpy(out, held, *length);
    memmove(held, held + *length, held_size - *length);
  }
  held_size -= *length;
  return (int64_t)*length;
}

/// All of it to stream 1 or 2; a closed pipe is an error and no signal.
int64_t ori_std_io_write(int64_t stream, const uint8_t *data, size_t size) {
#ifndef __wasm__
  signal(SIGPIPE, SIG_IGN);
#endif
  while (size > 0) {
    ssize_t put = write((int)stream, data, size);
    if (put < 0 && errno != EINTR) return -errno;
    if (put > 0) {
      data += put;
      size -= (size_t)put;
    }
  }
  return 0;
}

const char *ori_std_io_error_text(int64_t code) {
  return code == -EPIPE ? "broken pipe" : strerror((int)-code);
}
