// Other programs: started without a shell, their output collected, waited for.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { INHERIT = 0, PIPED = 1, NOTHING = 2 };

extern char **environ;

int64_t ori_std_process_spawn(
  const char *program, const uint8_t *args, size_t args_size, const uint8_t *env, size_t env_size,
  const char *folder, int64_t in, int64_t out, int64_t err);
int64_t ori_std_process_collect(int64_t out, int64_t err);
int64_t ori_std_process_pipe(bool error);
void ori_std_process_collected(bool error, uint8_t *out, size_t *length);
int64_t ori_std_process_collected_size(bool error);
int64_t ori_std_process_wait(int64_t id);
int64_t ori_std_process_kill(int64_t id);
bool ori_std_process_is_folder(const char *path);
int64_t ori_std_process_id(void);
void ori_std_process_exit(int64_t code);
const char *ori_std_process_error_text(int64_t code);

/// Texts that each end with a NUL, after `first` ones; the list ends with NULL. The texts stay
/// where they are.
static char **texts(char **first, size_t count, const uint8_t *data, size_t size) {
  size_t total = count;
  for (size_t i = 0; i < size; i++) total += data[i] == 0;
  char **list = calloc(total + 1, sizeof *list);
  if (list == NULL) abort();
  for (size_t i = 0; i < count; i++) list[i] = first[i];
  const char *at = (const char *)data;
  for (size_t i = count; i < total; i++) {
    list[i] = (char *)(uintptr_t)at;
    at += strlen(at) + 1;
  }
  return list;
}

/// The environment without what `own` sets, then that.
static char **variables(const uint8_t *own, size_t size) {
  char **set = texts(NULL, 0, own, size);
  size_t count = 0;
  while (environ[count] != NULL) count++;
  char **kept = calloc(count + 1, sizeof *kept);
  if (kept == NULL) abort();
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    bool replaced = false;
    for (char **one = set; *one != NULL; one++) {
      size_t name = (size_t)(strchr(*one, '=') - *one) + 1;
      replaced = replaced || strncmp(environ[i], *one, name) == 0;
    }
    if (!replaced) kept[used++] = environ[i];
  }
  char **all = texts(kept, used, own, size);
  free(kept);
  free(set);
  return all;
}

/// The ends on our side of the pipes of the program that was started last.
static int pipes[2] = { -1, -1 };

/// Connects the program's stream `fd`; for a pipe of output the end to close here afterwards.
static int connect_stream(posix_spawn_file_actions_t *actions, int fd, int64_t mode) {
  if (mode == INHERIT) return -1;
  int ends[2];
  if (mode == NOTHING || fd == 0 || pipe2(ends, O_CLOEXEC) != 0) {
    posix_spawn_file_actions_addopen(actions, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0);
    return -1;
  }
  posix_spawn_file_actions_adddup2(actions, ends[1], fd);
  pipes[fd - 1] = ends[0];
  return ends[1];
}

bool ori_std_process_is_folder(const char *path) {
  struct stat found;
  return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

/// The process's id, or an error below 0. `args` and `env` are texts that each end with a NUL.
int64_t ori_std_process_spawn(
  const char *program, const uint8_t *args, size_t args_size, const uint8_t *env, size_t env_size,
  const char *folder, int64_t in, int64_t out, int64_t err) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, defaults;
  pipes[0] = pipes[1] = -1;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  sigemptyset(&none);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  connect_stream(&actions, 0, in);
  int closing[2] = { connect_stream(&actions, 1, out), connect_stream(&actions, 2, err) };
  if (folder[0] != 0) posix_spawn_file_actions_addchdir_np(&actions, folder);
  char *first = (char *)(uintptr_t)program;
  char **list = texts(&first, 1, args, args_size);
  char **all = variables(env, env_size);
  pid_t id = 0;
  int failed = posix_spawnp(&id, program, &actions, &attributes, list, all);
  for (int i = 0; i < 2; i++) {
    if (closing[i] >= 0) close(closing[i]);
    if (failed != 0 && pipes[i] >= 0) close(pipes[i]);
  }
  free(list);
  free(all);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failed != 0 ? -failed : id;
}

/// Our end of a pipe of the program that was started last; below 0 if it has none.
int64_t ori_std_process_pipe(bool error) {
  return pipes[error];
}

static uint8_t *collected[2];
static size_t collected_size[2], collected_room[2];

/// Reads what is there; false at the end.
static bool take(int fd, int which) {
  if (collected_room[which] - collected_size[which] < 65536) {
    collected_room[which] = collected_room[which] * 2 + 65536;
    collected[which] = realloc(collected[which], collected_room[which]);
    if (collected[which] == NULL) abort();
  }
  ssize_t got = read(fd, collected[which] + collected_size[which],
                     collected_room[which] - collected_size[which]);
  if (got > 0) collected_size[which] += (size_t)got;
  return got > 0 || (got < 0 && errno == EINTR);
}

/// Reads both pipes to their ends, as they come, so that the program is never kept waiting.
int64_t ori_std_process_collect(int64_t out, int64_t err) {
  struct pollfd open[2] = { { (int)out, POLLIN, 0 }, { (int)err, POLLIN, 0 } };
  collected_size[0] = collected_size[1] = 0;
  while (open[0].fd >= 0 || open[1].fd >= 0) {
    if (poll(open, 2, -1) < 0 && errno != EINTR) return -errno;
    for (int i = 0; i < 2; i++) {
      if (open[i].fd < 0 || open[i].revents == 0 || take(open[i].fd, i)) continue;
      close(open[i].fd);
      open[i].fd = -1;
    }
  }
  return 0;
}

int64_t ori_std_process_collected_size(bool error) {
  return (int64_t)collected_size[error];
}

void ori_std_process_collected(bool error, uint8_t *out, size_t *length) {
  if (*length > collected_size[error]) *length = collected_size[error];
  if (*length > 0) memcpy(out, collected[error], *length);
}

/// The exit code, 128 and the number for a signal, or an error below 0.
int64_t ori_std_process_wait(int64_t id) {
  int status = 0;
  pid_t ended;
  do ended = waitpid((pid_t)id, &status, 0);
  while (ended < 0 && errno == EINTR);
  if (ended < 0) return -errno;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int64_t ori_std_process_kill(int64_t id) {
  return id > 0 && kill((pid_t)id, SIGKILL) == 0 ? 0 : -errno;
}

int64_t ori_std_process_id(void) {
  return getpid();
}

void ori_std_process_exit(int64_t code) {
  exit((int)(code & 255));
}

const char *ori_std_process_error_text(int64_t code) {
  return strerror((int)-code);
}
