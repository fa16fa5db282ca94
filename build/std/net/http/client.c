// One request to one server by libevent, with TLS by OpenSSL: certificates and host names are
// verified. It blocks until the answer is there or the time is over. libevent asks the name servers
// itself, since a static program has no other way to.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "headers.h"

#pragma comment(lib, "event_openssl")
#pragma comment(lib, "event_extra")
#pragma comment(lib, "event_core")
#pragma comment(lib, "ssl")
#pragma comment(lib, "crypto")
#pragma comment(lib, "zstd")
#pragma comment(lib, "z")

enum { FAILED = -1, TIMED_OUT = -2, NOT_SECURE = -3, TOO_LARGE = -4 };
enum { HEADERS_MOST = 65536 };

int64_t ori_std_http_exchange(
  int64_t method, const char *host, int64_t port, bool tls, const char *target,
  const char *headers, const uint8_t *body, size_t body_size, int64_t timeout_ms, int64_t most);
const char *ori_std_http_answer_headers(void);
int64_t ori_std_http_answer_size(void);
void ori_std_http_answer_body(uint8_t *out, size_t *length);

/// What the last exchange brought.
static struct {
  struct event_base *base;
  struct bufferevent *stream;
  int64_t result;
  char *headers;
  uint8_t *body;
  size_t body_size;
} state;

static void keep_headers(struct evhttp_request *request) {
  struct evbuffer *text = evbuffer_new();
  struct evkeyval *header;
  TAILQ_FOREACH(header, evhttp_request_get_input_headers(request), next) {
    evbuffer_add_printf(text, "%s: %s\n", header->key, header->value);
  }
  size_t size = evbuffer_get_length(text);
  state.headers = malloc(size + 1);
  if (state.headers == NULL) abort();
  evbuffer_remove(text, state.headers, size);
  state.headers[size] = 0;
  evbuffer_free(text);
}

static void keep_body(struct evhttp_request *request) {
  struct evbuffer *body = evhttp_request_get_input_buffer(request);
  state.body_size = evbuffer_get_length(body);
  state.body = malloc(state.body_size + 1);
  if (state.body == NULL) abort();
  evbuffer_remove(body, state.body, state.body_size);
}

static void on_answer(struct evhttp_request *request, void *unused) {
  (void)unused;
  int status = request == NULL ? 0 : evhttp_request_get_response_code(request);
  if (status != 0) {
    keep_headers(request);
    keep_body(request);
    state.result = status;
  } else if (state.stream != NULL && bufferevent_get_openssl_error(state.stream) != 0) {
    state.result = NOT_SECURE;
  }
  event_base_loopbreak(state.base);
}

static void on_error(enum evhttp_request_error error, void *unused) {
  (void)unused;
  if (error == EVREQ_HTTP_TIMEOUT) state.result = TIMED_OUT;
  if (error == EVREQ_HTTP_DATA_TOO_LONG) state.result = TOO_LARGE;
}

static SSL_CTX *context(void) {
  static SSL_CTX *made;
  if (made != NULL) return made;
  made = SSL_CTX_new(TLS_client_method());
  if (made == NULL) abort();
  SSL_CTX_set_default_verify_paths(made);
  SSL_CTX_set_verify(made, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION);
  return made;
}

static struct bufferevent *secure_stream(struct event_base *base, const char *host) {
  SSL *ssl = SSL_new(context());
  struct in6_addr address;
  bool literal =
    inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1;
  if (ssl == NULL) abort();
  if (literal) X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host);
  else if (!SSL_set_tlsext_host_name(ssl, host) || !SSL_set1_host(ssl, host)) abort();
  struct bufferevent *stream = bufferevent_openssl_socket_new(
    base, -1, ssl, BUFFEREVENT_SSL_CONNECTING, BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS);
  if (stream == NULL) abort();
  bufferevent_openssl_set_allow_dirty_shutdown(stream, 0);
  return stream;
}

static void forget(void) {
  free(state.headers);
  free(state.body);
  memset(&state, 0, sizeof state);
  state.result = FAILED;
}

/// Waits for the answer to what was asked, but not longer than the time that it has.
static void wait_for_answer(int64_t timeout_ms) {
  struct timeval time = { timeout_ms / 1000, (timeout_ms % 1000) * 1000 };
  event_base_loopexit(state.base, &time);
  event_base_dispatch(state.base);
  if (state.result == FAILED && event_base_got_exit(state.base)) state.result = TIMED_OUT;
}

/// The status, or what went wrong, below 0. Methods are libevent's bits.
int64_t ori_std_http_exchange(
  int64_t method, const char *host, int64_t port, bool tls, const char *target,
  const char *headers, const uint8_t *body, size_t body_size, int64_t timeout_ms, int64_t most) {
  forget();
  state.base = event_base_new();
  struct evdns_base *names = evdns_base_new(
    state.base, EVDNS_BASE_INITIALIZE_NAMESERVERS | EVDNS_BASE_DISABLE_WHEN_INACTIVE);
  state.stream = tls ? secure_stream(state.base, host) : NULL;
  struct evhttp_connection *connection = evhttp_connection_base_bufferevent_new(
    state.base, names, state.stream, host, (uint16_t)port);
  if (connection == NULL) abort();
  evhttp_connection_set_max_headers_size(connection, HEADERS_MOST);
  evhttp_connection_set_max_body_size(connection, most);
  struct evhttp_request *request = evhttp_request_new(on_answer, NULL);
  evhttp_request_set_error_cb(request, on_error);
  add_headers(evhttp_request_get_output_headers(request), headers);
  evbuffer_add(evhttp_request_get_output_buffer(request), body, body_size);
  if (evhttp_make_request(connection, request, (enum evhttp_cmd_type)method, target) == 0) {
    wait_for_answer(timeout_ms);
  }
  int64_t result = state.result;
  evhttp_connection_free(connection);
  if (names != NULL) evdns_base_free(names, 0);
  event_base_free(state.base);
  return result;
}

/// `name: value` lines.
const char *ori_std_http_answer_headers(void) {
  return state.headers == NULL ? "" : state.headers;
}

int64_t ori_std_http_answer_size(void) {
  return (int64_t)state.body_size;
}

void ori_std_http_answer_body(uint8_t *out, size_t *length) {
  if (*length > state.body_size) *length = state.body_size;
  if (*length > 0) memcpy(out, state.body, *length);
}
