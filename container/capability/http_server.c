// HTTP/1.1 for the processor: many connections, one request at a time, memory bounded.
//
// Its only client is the object that owns the container, so there is no TLS and no virtual host.
// What it reads is bounded all the same: so many connections, so many bodies in memory at once (the
// others wait, unread), so many bytes a head and a body, so long a silence. libevent moves the
// bytes.

#include "http_server.h"

#include "http_request.c"

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <signal.h>

#pragma comment(lib, "event_core")

// An idle connection costs little, but the last places must not all go to idle ones: from
// PEERS_MANY on an answer closes its connection.
enum { PEERS_MAX = 512, PEERS_MANY = 384, BODIES_MAX = 4 };

static const struct timeval READ_TIME = {10, 0}, IDLE_TIME = {60, 0}, WRITE_TIME = {10, 0};
static const struct timeval DISCARD_TIME = {2, 0}, GRACE_TIME = {10, 0};

static struct event_base *base;
static struct evconnlistener *listener;
static struct event *on_term, *on_int, *on_grace;
static bool stopping, expired;
static size_t body_max;

static struct peer *peers;
static int peer_count, body_count;
static struct peer *ready_first, *ready_last;
static struct peer *current;

static void advance(struct peer *p);

// ---------------------------------------------------------------- connections

static void take_from_ready(struct peer *p) {
  struct peer *before = NULL;
  for (struct peer *at = ready_first; at != NULL; before = at, at = at->ready_next) {
    if (at != p) continue;
    if (before == NULL) ready_first = at->ready_next;
    else before->ready_next = at->ready_next;
    if (ready_last == at) ready_last = before;
    return;
  }
}

// A body slot became free: the connection that has waited longest gets it.
static void admit_next(void) {
  struct peer *oldest = NULL;
  for (struct peer *p = peers; p != NULL; p = p->next) {
    if (p->stage == STAGE_WAITING) oldest = p;
  }
  if (oldest != NULL && body_count < BODIES_MAX) {
    oldest->stage = STAGE_BODY;
    body_count++;
    bufferevent_enable(oldest->bev, EV_READ);
    advance(oldest);
  }
}

static void end_request(struct peer *p) {
  bool held = p->stage == STAGE_BODY || (p->stage == STAGE_READY && p->has_body);
  http_request_free(&p->request);
  p->has_body = false;
  if (held) {
    body_count--;
    p->stage = STAGE_HEAD;
    admit_next();
  }
}

static void close_peer(struct peer *p) {
  if (p->stage == STAGE_READY) take_from_ready(p);
  if (p == current) current = NULL;
  if (p->previous == NULL) peers = p->next;
  else p->previous->next = p->next;
  if (p->next != NULL) p->next->previous = p->previous;
  peer_count--;
  end_request(p);
  bufferevent_free(p->bev);
  free(p);
  if (listener != NULL) evconnlistener_enable(listener);
}

// ---------------------------------------------------------------- answers

static const char *reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 413: return "Content Too Large";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    default: return "Status";
  }
}

static void send_answer(struct peer *p, int status, const char *headers, const void *body,
                        size_t n) {
  struct evbuffer *out = bufferevent_get_output(p->bev);
  if (peer_count > PEERS_MANY) p->request.keep = false;
  const char *end = p->request.keep ? "" : "connection: close\r\n";
  evbuffer_add_printf(out, "HTTP/1.1 %d %s\r\n%scontent-length: %zu\r\n%s\r\n", status,
                      reason_of(status), headers, n, end);
  bool is_head = p->request.method != NULL && strcmp(p->request.method, "HEAD") == 0;
  if (!is_head) evbuffer_add(out, body, n);
}

#define PROBLEM(CODE, DETAIL) "{\"code\":\"" CODE "\",\"detail\":\"" DETAIL "\"}\n"

// What is left of the request is thrown away for a moment, so that the client sees the answer and
// no reset connection.
static void refuse(struct peer *p, int status) {
  const char *text = status == 413
    ? PROBLEM("payload_too_large", "The body is larger than what is accepted.")
    : PROBLEM("bad_request", "The request cannot be read.");
  p->request.keep = false;
  send_answer(p, status, "content-type: application/problem+json\r\n", text, strlen(text));
  end_request(p);
  p->stage = STAGE_DISCARD;
  bufferevent_set_timeouts(p->bev, &DISCARD_TIME, &WRITE_TIME);
  bufferevent_enable(p->bev, EV_READ);
}

// ---------------------------------------------------------------- requests

static void become_ready(struct peer *p) {
  p->stage = STAGE_READY;
  p->ready_next = NULL;
  bufferevent_disable(p->bev, EV_READ);
  if (ready_last == NULL) ready_first = p;
  else ready_last->ready_next = p;
  ready_last = p;
}

static void read_head(struct peer *p, struct evbuffer *in) {
  struct evbuffer_ptr end = evbuffer_search(in, "\r\n\r\n", 4, NULL);
  if (end.pos < 0 || end.pos > HTTP_HEAD_MAX) {
    if (evbuffer_get_length(in) > HTTP_HEAD_MAX) refuse(p, 431);
    return;
  }
  size_t length = (size_t)end.pos + 4;
  char *head = malloc(length + 1);
  if (head == NULL) return close_peer(p);
  evbuffer_remove(in, head, length);
  head[length] = 0;
  int status = http_parse_head(&p->request, head, body_max);
  if (status != 0) return refuse(p, status);
  p->has_body = p->request.chunked || p->request.left > 0;
  if (!p->has_body) return become_ready(p);
  if (p->request.expects) {
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    evbuffer_add(bufferevent_get_output(p->bev), go_on, sizeof go_on - 1);
  }
  p->stage = STAGE_WAITING;
  bufferevent_disable(p->bev, EV_READ);
  admit_next();
}

static void read_body(struct peer *p, struct evbuffer *in) {
  int status = p->request.chunked ? http_read_chunks(&p->request, in, body_max)
                                  : http_read_body(&p->request, in);
  if (status > 0) refuse(p, status);
  else if (status == HTTP_COMPLETE) become_ready(p);
}

static void advance(struct peer *p) {
  struct evbuffer *in = bufferevent_get_input(p->bev);
  if (p->stage == STAGE_HEAD) read_head(p, in);
  else if (p->stage == STAGE_BODY) read_body(p, in);
  else if (p->stage == STAGE_DISCARD) evbuffer_drain(in, evbuffer_get_length(in));
}

static void on_read(struct bufferevent *bev, void *arg) {
  struct peer *p = arg;
  if (p->stage == STAGE_HEAD) bufferevent_set_timeouts(bev, &READ_TIME, &WRITE_TIME);
  advance(p);
}

static void on_written(struct bufferevent *bev, void *arg) {
  struct peer *p = arg;
  (void)bev;
  if (p->stage == STAGE_CLOSING) close_peer(p);
}

// A client that has ended its side may still read the answer.
static void on_end(struct bufferevent *bev, short what, void *arg) {
  struct peer *p = arg;
  bool pending = evbuffer_get_length(bufferevent_get_output(bev)) != 0;
  if ((what & BEV_EVENT_EOF) == 0 || p->stage != STAGE_HEAD || !pending) return close_peer(p);
  p->stage = STAGE_CLOSING;
  bufferevent_disable(bev, EV_READ);
}

static void on_accept(struct evconnlistener *from, evutil_socket_t fd, struct sockaddr *address,
                      int length, void *arg) {
  (void)address;
  (void)length;
  (void)arg;
  struct peer *p = calloc(1, sizeof *p);
  struct bufferevent *bev = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
  if (p == NULL || bev == NULL) abort();
  p->bev = bev;
  p->next = peers;
  if (peers != NULL) peers->previous = p;
  peers = p;
  if (++peer_count >= PEERS_MAX) evconnlistener_disable(from);
  bufferevent_setcb(bev, on_read, on_written, on_end, p);
  bufferevent_setwatermark(bev, EV_READ, 0, 256 * 1024);
  bufferevent_set_timeouts(bev, &IDLE_TIME, &WRITE_TIME);
  bufferevent_enable(bev, EV_READ | EV_WRITE);
}

// ---------------------------------------------------------------- life

static bool is_busy(const struct peer *p) {
  return p->stage != STAGE_HEAD || evbuffer_get_length(bufferevent_get_input(p->bev)) != 0
    || evbuffer_get_length(bufferevent_get_output(p->bev)) != 0;
}

static bool any_busy(void) {
  for (const struct peer *p = peers; p != NULL; p = p->next) {
    if (is_busy(p)) return true;
  }
  return false;
}

// No new connections; those that are in a request may end it.
static void on_stop(evutil_socket_t signal, short what, void *arg) {
  (void)signal;
  (void)what;
  (void)arg;
  if (stopping) return;
  stopping = true;
  evconnlistener_free(listener);
  listener = NULL;
  evtimer_add(on_grace, &GRACE_TIME);
}

static void on_expired(evutil_socket_t fd, short what, void *arg) {
  (void)fd;
  (void)what;
  (void)arg;
  expired = true;
}

int64_t ori_http_listen(const char *host, int64_t port, int64_t limit) {
  signal(SIGPIPE, SIG_IGN);
  body_max = (size_t)limit;
  base = event_base_new();
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  if (base == NULL || port < 0 || port > 65535) return -1;
  if (evutil_inet_pton(AF_INET, host, &address.sin_addr) != 1) return -1;
  unsigned flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE;
  listener = evconnlistener_new_bind(base, on_accept, NULL, flags, 128,
                                     (struct sockaddr *)&address, sizeof address);
  if (listener == NULL) return -1;
  on_term = evsignal_new(base, SIGTERM, on_stop, NULL);
  on_int = evsignal_new(base, SIGINT, on_stop, NULL);
  on_grace = evtimer_new(base, on_expired, NULL);
  evsignal_add(on_term, NULL);
  evsignal_add(on_int, NULL);
  socklen_t size = sizeof address;
  int fd = evconnlistener_get_fd(listener);
  if (getsockname(fd, (struct sockaddr *)&address, &size) != 0) return -1;
  return ntohs(address.sin_port);
}

bool ori_http_next(void) {
  for (;;) {
    if (ready_first != NULL) {
      current = ready_first;
      take_from_ready(current);
      return true;
    }
    if (expired || (stopping && !any_busy())) return false;
    event_base_loop(base, EVLOOP_ONCE);
  }
}

const char *ori_http_method(void) { return current == NULL ? "" : current->request.method; }
const char *ori_http_path(void) { return current == NULL ? "" : current->request.path; }
const char *ori_http_query(void) { return current == NULL ? "" : current->request.query; }
int64_t ori_http_body_size(void) { return current == NULL ? 0 : (int64_t)current->request.size; }

void ori_http_body(uint8_t *bytes, size_t *length) {
  size_t size = current == NULL ? 0 : current->request.size;
  if (size < *length) *length = size;
  if (*length > 0) memcpy(bytes, current->request.body, *length);
}

void ori_http_answer(int64_t status, const char *headers, const uint8_t *body, size_t length) {
  struct peer *p = current;
  current = NULL;
  // The client may be gone.
  if (p == NULL) return;
  if (stopping) p->request.keep = false;
  send_answer(p, (int)status, headers, body, length);
  bool keep = p->request.keep;
  end_request(p);
  if (!keep) {
    p->stage = STAGE_CLOSING;
    return;
  }
  p->stage = STAGE_HEAD;
  bufferevent_set_timeouts(p->bev, &IDLE_TIME, &WRITE_TIME);
  bufferevent_enable(p->bev, EV_READ);
  advance(p);
}
