// Open files by numbers that are never given twice, so that closing one again closes no other.

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

enum { READ = 0, CREATE = 1, APPEND = 2, TRUNCATE = 3 };

int64_t ori_std_file_open(const char *path, int64_t mode);
int64_t ori_std_file_read(int64_t id, uint8_t *out, size_t *length);
int64_t ori_std_file_write(int64_t id, const uint8_t *data, size_t size);
int64_t ori_std_file_sync(int64_t id);
int64_t ori_std_file_close(int64_t id);

typedef struct { int64_t id; int fd; } handle;

static handle *handles;
static size_t count, room;
static int64_t last = INT64_C(1) << 32;

static handle *find(int64_t id) {
  for (size_t i = 0; i < count; i++) {
    if (handles[i].id == id) return &handles[i];
  }
  return NULL;
}

static int flags_of(int64_t mode) {
  switch (mode) {
    case CREATE: return O_WRONLY | O_CREAT | O_EXCL;
    case APPEND: return O_WRONLY | O_CREAT | O_APPEND;
    case TRUNCATE: return O_WRONLY | O_CREAT | O_TRUNC;
    default: return O_RDONLY;
  }
}

/// A number above 0, or an error of the system below it.
int64_t ori_std_file_open(const char *path, int64_t mode) {
  int fd;
  do fd = openat(AT_FDCWD, path, flags_of(mode) | O_CLOEXEC, 0666);
  while (fd < 0 && errno == EINTR);
  if (fd < 0) return -errno;
  if (count == room) {
    room = room == 0 ? 8 : room * 2;
    handles = realloc(handles, room * sizeof *handles);
    if (handles == NULL) abort();
  }
  handles[count++] = (handle){ ++last, fd };
  return last;
}

/// What was read, 0 at the end; errors are below 0.
int64_t ori_std_file_read(int64_t id, uint8_t *out, size_t *length) {
  handle *found = find(id);
  if (found == NULL) return -EBADF;
  ssize_t got;
  do got = read(found->fd, out, *length);
  while (got < 0 && errno == EINTR);
  *length = got < 0 ? 0 : (size_t)got;
  return got < 0 ? -errno : got;
}

/// All of it, or an error below 0.
int64_t ori_std_file_write(int64_t id, const uint8_t *data, size_t size) {
  handle *found = find(id);
  if (found == NULL) return -EBADF;
  while (size > 0) {
    ssize_t put = write(found->fd, data, size);
    if (put < 0 && errno != EINTR) return -errno;
    if (put > 0) {
      data += put;
      size -= (size_t)put;
    }
  }
  return 0;
}

int64_t ori_std_file_sync(int64_t id) {
  handle *found = find(id);
  if (found == NULL) return -EBADF;
  return fsync(found->fd) == 0 ? 0 : -errno;
}

/// Nothing happens to one that is closed already.
int64_t ori_std_file_close(int64_t id) {
  handle *found = find(id);
  if (found == NULL) return 0;
  int fd = found->fd;
  *found = handles[--count];
  return close(fd) == 0 ? 0 : -errno;
}
