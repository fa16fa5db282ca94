// The form of a request: its head, and bodies with a length or in chunks (RFC 9112).
//
// What two readers could understand differently is refused: two lengths, a length beside chunks,
// spaces before a colon, bare line feeds.

#include "http_server.h"

#include <event2/buffer.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CHUNK_SIZE, CHUNK_DATA, CHUNK_END, CHUNK_TRAILER };

// ---------------------------------------------------------------- head

static bool is_token(const char *text) {
  if (*text == 0) return false;
  for (; *text != 0; text++) {
    if (*text <= ' ' || *text >= 127 || strchr("\"(),/:;<=>?@[\\]{}", *text) != NULL) return false;
  }
  return true;
}

static bool is_visible(const char *text) {
  for (; *text != 0; text++) {
    if (*text <= ' ' || *text >= 127) return false;
  }
  return true;
}

// `METHOD SP target SP HTTP/1.x`, cut into its parts.
static bool parse_line(struct http_request *r, char *line) {
  char *target = strchr(line, ' ');
  char *version = target == NULL ? NULL : strchr(target + 1, ' ');
  if (version == NULL) return false;
  *target++ = 0;
  *version++ = 0;
  if (!is_token(line) || *target != '/' || !is_visible(target)) return false;
  if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0) return false;
  r->keep = version[7] == '1';
  char *query = strchr(target, '?');
  if (query != NULL) *query++ = 0;
  r->method = line;
  r->path = target;
  r->query = query == NULL ? "" : query;
  return true;
}

// -1 where it is no number, or a large one.
static int64_t decimal(const char *text) {
  int64_t value = 0;
  if (*text == 0) return -1;
  for (; *text != 0; text++) {
    if (*text < '0' || *text > '9' || value > INT64_MAX / 100) return -1;
    value = value * 10 + (*text - '0');
  }
  return value;
}

struct seen { int64_t length; bool has_length, has_encoding; };

static int parse_header(struct http_request *r, struct seen *seen, const char *name,
                        const char *value) {
  if (strcasecmp(name, "content-length") == 0) {
    int64_t length = decimal(value);
    if (length < 0 || (seen->has_length && seen->length != length)) return 400;
    seen->has_length = true;
    seen->length = length;
  } else if (strcasecmp(name, "transfer-encoding") == 0) {
    if (seen->has_encoding || strcasecmp(value, "chunked") != 0) return 501;
    seen->has_encoding = true;
  } else if (strcasecmp(name, "connection") == 0) {
    if (strcasecmp(value, "close") == 0) r->keep = false;
  } else if (strcasecmp(name, "expect") == 0) {
    r->expects = strcasecmp(value, "100-continue") == 0;
  }
  return 0;
}

// A header line, cut at its colon, spaces around the value dropped.
static int parse_field(struct http_request *r, struct seen *seen, char *line) {
  char *colon = strchr(line, ':');
  if (colon == NULL) return 400;
  *colon = 0;
  if (!is_token(line)) return 400;
  char *value = colon + 1 + strspn(colon + 1, " \t");
  char *end = value + strlen(value);
  while (end > value && strchr(" \t", end[-1]) != NULL) *--end = 0;
  return parse_header(r, seen, line, value);
}

int http_parse_head(struct http_request *r, char *head, size_t body_max) {
  r->head = head;
  struct seen seen = {0};
  char *line = head;
  for (bool first = true;; first = false) {
    char *end = strstr(line, "\r\n");
    if (end == NULL) return 400;
    *end = 0;
    if (end == line) break;
    if (strchr(line, '\n') != NULL || strchr(line, '\r') != NULL) return 400;
    int status = first ? (parse_line(r, line) ? 0 : 400) : parse_field(r, &seen, line);
    if (status != 0) return status;
    line = end + 2;
  }
  if (r->method == NULL || (seen.has_length && seen.has_encoding)) return 400;
  if (seen.length > (int64_t)body_max) return 413;
  r->chunked = seen.has_encoding;
  r->left = (size_t)seen.length;
  return 0;
}

// ---------------------------------------------------------------- body

static bool make_room(struct http_request *r, size_t more) {
  size_t wanted = r->size + more;
  if (wanted <= r->room) return true;
  size_t room = r->room * 2 > wanted ? r->room * 2 : wanted;
  uint8_t *body = realloc(r->body, room);
  if (body == NULL) return false;
  r->body = body;
  r->room = room;
  return true;
}

static void take(struct http_request *r, struct evbuffer *in) {
  int taken = evbuffer_remove(in, r->body + r->size, r->left);
  if (taken <= 0) return;
  r->size += (size_t)taken;
  r->left -= (size_t)taken;
}

int http_read_body(struct http_request *r, struct evbuffer *in) {
  if (r->body == NULL && !make_room(r, r->left)) return 500;
  take(r, in);
  return r->left == 0 ? HTTP_COMPLETE : 0;
}

// The size of the next chunk; extensions are dropped.
static int begin_chunk(struct http_request *r, char *line, size_t body_max) {
  char *end;
  line[strcspn(line, "; \t")] = 0;
  if (strspn(line, "0123456789abcdefABCDEF") != strlen(line) || *line == 0 || strlen(line) > 8) {
    return 400;
  }
  r->left = strtoul(line, &end, 16);
  if (r->left > body_max - r->size) return 413;
  r->chunk_state = r->left == 0 ? CHUNK_TRAILER : CHUNK_DATA;
  return r->left == 0 || make_room(r, r->left) ? 0 : 500;
}

static int chunk_line(struct http_request *r, char *line, size_t body_max) {
  if (r->chunk_state == CHUNK_SIZE) return begin_chunk(r, line, body_max);
  if (r->chunk_state == CHUNK_END) {
    r->chunk_state = CHUNK_SIZE;
    return *line == 0 ? 0 : 400;
  }
  return *line == 0 ? HTTP_COMPLETE : 0;
}

int http_read_chunks(struct http_request *r, struct evbuffer *in, size_t body_max) {
  for (;;) {
    if (r->chunk_state == CHUNK_DATA) {
      take(r, in);
      if (r->left > 0) return 0;
      r->chunk_state = CHUNK_END;
    }
    char *line = evbuffer_readln(in, NULL, EVBUFFER_EOL_CRLF_STRICT);
    if (line == NULL) return evbuffer_get_length(in) > HTTP_HEAD_MAX ? 400 : 0;
    int status = chunk_line(r, line, body_max);
    free(line);
    if (status != 0) return status;
  }
}

void http_request_free(struct http_request *r) {
  free(r->head);
  free(r->body);
  *r = (struct http_request){0};
}
