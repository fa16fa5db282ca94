// The environment of the process, on both targets; under WASI it is what the host passed.

#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

bool ori_std_env_has(const char *name);
const char *ori_std_env_get(const char *name);
bool ori_std_env_set(const char *name, const char *value);
void ori_std_env_remove(const char *name);
int64_t ori_std_env_count(void);
const char *ori_std_env_at(int64_t index);
const char *ori_std_env_program(void);
const char *ori_std_env_folder(void);
bool ori_std_env_go(const char *path);

bool ori_std_env_has(const char *name) {
  return getenv(name) != NULL;
}

const char *ori_std_env_get(const char *name) {
  const char *value = getenv(name);
  return value == NULL ? "" : value;
}

/// False for a name that cannot be one.
bool ori_std_env_set(const char *name, const char *value) {
  return setenv(name, value, 1) == 0;
}

void ori_std_env_remove(const char *name) {
  unsetenv(name);
}

int64_t ori_std_env_count(void) {
  int64_t count = 0;
  while (environ != NULL && environ[count] != NULL) count++;
  return count;
}

/// `name=value`.
const char *ori_std_env_at(int64_t index) {
  return environ[index];
}

const char *ori_std_env_program(void) {
#ifdef __wasm__
  return "";
#else
  return program_invocation_name;
#endif
}

/// Empty when it cannot be told.
const char *ori_std_env_folder(void) {
#ifdef __wasm__
  return "";
#else
  static char path[4096];
  return getcwd(path, sizeof path) == NULL ? "" : path;
#endif
}

bool ori_std_env_go(const char *path) {
#ifdef __wasm__
  (void)path;
  return false;
#else
  return chdir(path) == 0;
#endif
}
