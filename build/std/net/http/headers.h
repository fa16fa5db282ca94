// What client and server share: `name: value` lines as the headers of a request or an answer.

#ifndef ORI_STD_HTTP_HEADERS_H
#define ORI_STD_HTTP_HEADERS_H

#include <event2/http.h>
#include <stdlib.h>
#include <string.h>

static inline void add_headers(struct evkeyvalq *out, const char *headers) {
  char *copy = strdup(headers), *rest = copy, *line;
  if (copy == NULL) abort();
  while ((line = strsep(&rest, "\n")) != NULL) {
    char *value = strstr(line, ": ");
    if (value == NULL) continue;
    *value = 0;
    evhttp_add_header(out, line, value + 2);
  }
  free(copy);
}

#endif
