// Settings: variables of the environment; absent and empty are the same.

#include <stdlib.h>

const char *ori_config_get(const char *name);

const char *ori_config_get(const char *name) {
  const char *value = getenv(name);
  return value == NULL ? "" : value;
}
