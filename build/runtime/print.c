// Writing to the standard streams. Output is gathered; a terminal and a module's host get each line
// at once.

#include "print.h"

#include <errno.h>
#include <unistd.h>

#ifndef __wasm__
#include <poll.h>
#endif

ori_object *ori_print_provider;
bool ori_print_to_error;

static uint8_t out[8192];
uint32_t ori_out_used;

#ifdef __wasm__
// What SIGPIPE makes of a native program, as shells report it.
#define BROKEN_PIPE 141

static bool wait_for(int stream) {
  (void)stream;
#ifndef ORI_REACTOR
  if (errno == EPIPE) _exit(BROKEN_PIPE);
#endif
  return errno == EINTR || errno == EAGAIN;
}
#else
// A stream that takes nothing now is waited for; one that is gone ends the writing.
static bool wait_for(int stream) {
  struct pollfd one = { .fd = stream, .events = POLLOUT };
  if (errno == EAGAIN) return poll(&one, 1, -1) >= 0;
  return errno == EINTR;
}
#endif

static void write_all(int stream, const uint8_t *bytes, size_t n) {
  while (n > 0) {
    ssize_t written = write(stream, bytes, n);
    if (written < 0 && !wait_for(stream)) return;
    if (written <= 0) continue;
    bytes += written;
    n -= (size_t)written;
  }
}

void ori_flush(void) {
  uint32_t used = ori_out_used;
  ori_out_used = 0;
  write_all(1, out, used);
}

void ori_error_bytes(const uint8_t *bytes, size_t n) { write_all(2, bytes, n); }

static void out_bytes(const uint8_t *bytes, size_t n) {
  if (ORI_UNLIKELY(ori_print_to_error)) {
    ori_error_bytes(bytes, n);
    return;
  }
  if (n > sizeof out - ori_out_used) ori_flush();
  if (n > sizeof out) {
    write_all(1, bytes, n);
    return;
  }
  memcpy(out + ori_out_used, bytes, n);
  ori_out_used += (uint32_t)n;
}

static bool by_lines(void) {
#ifdef ORI_REACTOR
  return true;
#else
  static int8_t terminal = -1;
  if (terminal < 0) terminal = isatty(1) != 0;
  return terminal != 0;
#endif
}

void ori_print_out(const ori_str *s) { out_bytes(s->bytes, s->len); }

void ori_print_line(const ori_str *s) {
  out_bytes(s->bytes, s->len);
  out_bytes((const uint8_t *)"\n", 1);
  if (by_lines()) ori_flush();
}

void ori_print_error(const ori_str *s) {
  // What was printed before stands before it.
  ori_flush();
  ori_error_bytes(s->bytes, s->len);
}
