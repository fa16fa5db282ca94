// A server of one thread by libevent: requests are handed out one by one, in the order in which
// they are complete. What could be read in two ways is refused.

#define _GNU_SOURCE
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/queue.h>

#include "headers.h"

#pragma comment(lib, "event_extra")
#pragma comment(lib, "event_core")

enum { HEADERS_MOST = 65536, HEADER_COUNT_MOST = 100, BODY_MOST = 16000000, IDLE_SECONDS = 30 };

int64_t ori_std_http_bind(const char *address, int64_t port);
bool ori_std_http_accept(int64_t id);
int64_t ori_std_http_method(void);
const char *ori_std_http_target(void);
const char *ori_std_http_headers(void);
int64_t ori_std_http_body_size(void);
void ori_std_http_body(uint8_t *out, size_t *length);
void ori_std_http_respond(
  int64_t status, const char *phrase, const char *headers, const uint8_t *body, size_t size);
void ori_std_http_unbind(int64_t id);

typedef struct waiting {
  struct evhttp_request *request;
  struct waiting *next;
} waiting;

typedef struct server {
  int64_t id;
  struct event_base *base;
  struct evhttp *http;
  waiting *first, *last;
  struct server *next;
} server;

static server *servers;
static struct evhttp_request *current;
static char *text;

static server *find(int64_t id) {
  for (server *one = servers; one != NULL; one = one->next) {
    if (one->id == id) return one;
  }
  return NULL;
}

/// Two lengths, or a length and chunks, could be read in two ways.
static bool is_ambiguous(struct evhttp_request *request) {
  int lengths = 0, codings = 0, count = 0;
  struct evkeyval *header;
  TAILQ_FOREACH(header, evhttp_request_get_input_headers(request), next) {
    lengths += strcasecmp(header->key, "content-length") == 0;
    codings += strcasecmp(header->key, "transfer-encoding") == 0;
    count++;
  }
  return lengths + codings > 1 || count > HEADER_COUNT_MOST;
}

static void on_request(struct evhttp_request *request, void *of) {
  server *to = of;
  if (is_ambiguous(request)) {
    evhttp_send_error(request, HTTP_BADREQUEST, NULL);
    return;
  }
  waiting *added = calloc(1, sizeof *added);
  if (added == NULL) abort();
  added->request = request;
  evhttp_request_own(request);
  if (to->last == NULL) to->first = added;
  else to->last->next = added;
  to->last = added;
  event_base_loopbreak(to->base);
}

/// A number for the server, or 0 when the address cannot be had.
int64_t ori_std_http_bind(const char *address, int64_t port) {
  static int64_t last;
  server *made = calloc(1, sizeof *made);
  if (made == NULL) abort();
  signal(SIGPIPE, SIG_IGN);
  made->base = event_base_new();
  made->http = evhttp_new(made->base);
  if (made->base == NULL || made->http == NULL) abort();
  evhttp_set_max_headers_size(made->http, HEADERS_MOST);
  evhttp_set_max_body_size(made->http, BODY_MOST);
  evhttp_set_timeout(made->http, IDLE_SECONDS);
  evhttp_set_allowed_methods(made->http,
    EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE | EVHTTP_REQ_PATCH |
    EVHTTP_REQ_HEAD | EVHTTP_REQ_OPTIONS);
  evhttp_set_gencb(made->http, on_request, made);
  if (evhttp_bind_socket(made->http, address, (uint16_t)port) != 0) {
    evhttp_free(made->http);
    event_base_free(made->base);
    free(made);
    return 0;
  }
  made->id = ++last;
  made->next = servers;
  servers = made;
  return made->id;
}

/// Waits for the next request, about which the functions below then tell; false if there never can
/// be one.
bool ori_std_http_accept(int64_t id) {
  server *of = find(id);
  if (of == NULL) return false;
  while (of->first == NULL) {
    if (event_base_loop(of->base, EVLOOP_ONCE) != 0) return false;
  }
  waiting *taken = of->first;
  of->first = taken->next;
  if (of->first == NULL) of->last = NULL;
  current = taken->request;
  free(taken);
  return true;
}

/// libevent's bits.
int64_t ori_std_http_method(void) {
  return evhttp_request_get_command(current);
}

const char *ori_std_http_target(void) {
  return evhttp_request_get_uri(current);
}

/// `name: value` lines.
const char *ori_std_http_headers(void) {
  struct evbuffer *lines = evbuffer_new();
  struct evkeyval *header;
  TAILQ_FOREACH(header, evhttp_request_get_input_headers(current), next) {
    evbuffer_add_printf(lines, "%s: %s\n", header->key, header->value);
  }
  size_t size = evbuffer_get_length(lines);
  text = realloc(text, size + 1);
  if (text == NULL) abort();
  evbuffer_remove(lines, text, size);
  text[size] = 0;
  evbuffer_free(lines);
  return text;
}

int64_t ori_std_http_body_size(void) {
  return (int64_t)evbuffer_get_length(evhttp_request_get_input_buffer(current));
}

void ori_std_http_body(uint8_t *out, size_t *length) {
  int got = evbuffer_remove(evhttp_request_get_input_buffer(current), out, *length);
  *length = got < 0 ? 0 : (size_t)got;
}

/// Answers the request that was accepted last.
void ori_std_http_respond(
  int64_t status, const char *phrase, const char *headers, const uint8_t *body, size_t size) {
  struct evbuffer *out = evbuffer_new();
  if (out == NULL) abort();
  evbuffer_add(out, body, size);
  add_headers(evhttp_request_get_output_headers(current), headers);
  evhttp_send_reply(current, (int)status, phrase, out);
  evbuffer_free(out);
  current = NULL;
}

void ori_std_http_unbind(int64_t id) {
  for (server **at = &servers; *at != NULL; at = &(*at)->next) {
    server *one = *at;
    if (one->id != id) continue;
    *at = one->next;
    evhttp_free(one->http);
    event_base_free(one->base);
    free(one);
    return;
  }
}
