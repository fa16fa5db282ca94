// What the two halves of the HTTP server share: connections (`http_server.c`) and the form of a
// request (`http_request.c`), which knows nothing of them.

#ifndef ORI_HTTP_SERVER_H
#define ORI_HTTP_SERVER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct evbuffer;

enum { HTTP_HEAD_MAX = 16 * 1024, HTTP_COMPLETE = -1 };

/// `method`, `path` and `query` point into `head`. `left`: bytes that are still to come, of the
/// body or of the chunk at hand.
struct http_request {
  char *head;
  const char *method, *path, *query;
  bool keep, expects, chunked;
  int chunk_state;
  size_t left;
  uint8_t *body;
  size_t size, room;
};

enum stage {
  STAGE_HEAD,
  /// A body is announced, and there is no room for it yet.
  STAGE_WAITING,
  STAGE_BODY,
  /// Complete: waits for its turn, or is being worked on.
  STAGE_READY,
  STAGE_CLOSING,
  STAGE_DISCARD,
};

struct peer {
  struct peer *next, *previous, *ready_next;
  struct bufferevent *bev;
  enum stage stage;
  bool has_body;
  struct http_request request;
};

/// Takes `head`, which ends with an empty line; 0, or the status that refuses it.
int http_parse_head(struct http_request *r, char *head, size_t body_max);

/// Moves what is there into the body: 0, `HTTP_COMPLETE`, or the status that refuses it.
int http_read_body(struct http_request *r, struct evbuffer *in);
int http_read_chunks(struct http_request *r, struct evbuffer *in, size_t body_max);

void http_request_free(struct http_request *r);

// For Ori (`ori/src/capability/http_server.ori`).
int64_t ori_http_listen(const char *host, int64_t port, int64_t limit);
bool ori_http_next(void);
const char *ori_http_method(void);
const char *ori_http_path(void);
const char *ori_http_query(void);
int64_t ori_http_body_size(void);
void ori_http_body(uint8_t *bytes, size_t *length);
void ori_http_answer(int64_t status, const char *headers, const uint8_t *body, size_t length);

#endif
