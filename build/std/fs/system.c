// Folders and what the system knows of files. Errors are numbers below 0.

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int64_t ori_std_fs_stat(const char *path, bool follow, uint8_t *out, size_t *length);
int64_t ori_std_fs_list(const char *path);
const char *ori_std_fs_listed(int64_t index);
int64_t ori_std_fs_make_folder(const char *path);
int64_t ori_std_fs_remove(const char *path);
int64_t ori_std_fs_remove_folder(const char *path);
int64_t ori_std_fs_rename(const char *from, const char *to);
int64_t ori_std_fs_set_mode(const char *path, int64_t mode);
const char *ori_std_fs_real_path(const char *path);
int64_t ori_std_fs_enter(const char *path);
int64_t ori_std_fs_sync_folder(const char *path);
const char *ori_std_fs_temporary(const char *prefix, bool folder);
const char *ori_std_fs_temp_folder(void);
int64_t ori_std_fs_last_error(void);
const char *ori_std_fs_error_text(int64_t code);

static int64_t answer(int result) {
  return result == 0 ? 0 : -errno;
}

/// Kind (0 other, 1 file, 2 folder, 3 link), mode, size, and the time of the last change in ns.
int64_t ori_std_fs_stat(const char *path, bool follow, uint8_t *out, size_t *length) {
  struct stat found;
  int64_t fields[4];
  if (fstatat(AT_FDCWD, path, &found, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0) return -errno;
  if (*length < sizeof fields) return -EINVAL;
  fields[0] = S_ISREG(found.st_mode)   ? 1
              : S_ISDIR(found.st_mode) ? 2
              : S_ISLNK(found.st_mode) ? 3
                                       : 0;
  fields[1] = found.st_mode & 07777;
  fields[2] = found.st_size;
  fields[3] = (int64_t)found.st_mtim.tv_sec * 1000000000 + found.st_mtim.tv_nsec;
  memcpy(out, fields, sizeof fields);
  return 0;
}

/// The names of the folder that was listed last.
static char **names;
static size_t name_count;

static void forget_names(void) {
  for (size_t i = 0; i < name_count; i++) free(names[i]);
  free(names);
  names = NULL;
  name_count = 0;
}

static void remember(const char *name) {
  if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) return;
  names = realloc(names, (name_count + 1) * sizeof *names);
  char *copy = strdup(name);
  if (names == NULL || copy == NULL) abort();
  names[name_count++] = copy;
}

/// How many names there are; `ori_std_fs_listed` tells them.
int64_t ori_std_fs_list(const char *path) {
  forget_names();
  DIR *folder = opendir(path);
  if (folder == NULL) return -errno;
  struct dirent *entry;
  while (errno = 0, (entry = readdir(folder)) != NULL) remember(entry->d_name);
  int64_t failed = -errno;
  closedir(folder);
  return failed != 0 ? failed : (int64_t)name_count;
}

const char *ori_std_fs_listed(int64_t index) {
  return names[index];
}

int64_t ori_std_fs_make_folder(const char *path) {
  return answer(mkdir(path, 0777));
}

int64_t ori_std_fs_remove(const char *path) {
  return answer(unlink(path));
}

int64_t ori_std_fs_remove_folder(const char *path) {
  return answer(rmdir(path));
}

int64_t ori_std_fs_rename(const char *from, const char *to) {
  return answer(rename(from, to));
}

int64_t ori_std_fs_set_mode(const char *path, int64_t mode) {
  return answer(chmod(path, (mode_t)mode));
}

/// Empty on failure, like the next but one; `ori_std_fs_last_error` then tells why.
const char *ori_std_fs_real_path(const char *path) {
  static char real[PATH_MAX];
  return realpath(path, real) == NULL ? "" : real;
}

int64_t ori_std_fs_enter(const char *path) {
  return answer(chdir(path));
}

/// So that a name that was changed in it is there after a power cut.
int64_t ori_std_fs_sync_folder(const char *path) {
  int fd = openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return -errno;
  int64_t result = answer(fsync(fd));
  close(fd);
  return result;
}

/// Makes a file or folder of a new name that begins with `prefix`; its path.
const char *ori_std_fs_temporary(const char *prefix, bool folder) {
  static char path[PATH_MAX];
  int length = snprintf(path, sizeof path, "%sXXXXXX", prefix);
  if (length >= (int)sizeof path) {
    errno = ENAMETOOLONG;
    return "";
  }
  if (folder) return mkdtemp(path) == NULL ? "" : path;
  int fd = mkostemp(path, O_CLOEXEC);
  if (fd < 0) return "";
  close(fd);
  return path;
}

const char *ori_std_fs_temp_folder(void) {
  const char *folder = getenv("TMPDIR");
  return folder == NULL || folder[0] == 0 ? "/tmp" : folder;
}

int64_t ori_std_fs_last_error(void) {
  return -errno;
}

const char *ori_std_fs_error_text(int64_t code) {
  return strerror((int)-code);
}
