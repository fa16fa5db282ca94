// The copies that cross to C and JavaScript.

#include "foreign.h"

#include <stdlib.h>

bool ori_foreign_text_u(const ori_str *s, const ori_site *site, char **result) {
  if (s->len != 0 && memchr(s->bytes, 0, s->len) != NULL) {
    ORI_FAIL("text with a NUL inside cannot be passed to C");
  }
  char *text = malloc((size_t)s->len + 1);
  if (text == NULL) ori_out_of_memory();
  memcpy(text, s->bytes, s->len);
  text[s->len] = 0;
  *result = text;
  return false;
}

ori_str *ori_foreign_str(const char *text) {
  return text == NULL ? &ori_str_empty : ori_str_lossy((const uint8_t *)text, strlen(text));
}

ori_str *ori_foreign_str_owned(char *text) {
  ori_str *s = ori_foreign_str(text);
  free(text);
  return s;
}

ori_list *ori_foreign_bytes(const uint8_t *bytes, size_t n) {
  if (n == 0) return ori_list_empty;
  ori_list *l = ori_list_room(1, n);
  memcpy(ori_list_data(l), bytes, n);
  l->len = (uint32_t)n;
  return l;
}

#ifdef __wasm__

#define IMPORT(NAME) __attribute__((import_module("ori"), import_name(NAME)))

IMPORT("take") void ori_import_take(uint8_t *to);
IMPORT("take_int") int64_t ori_import_take_int(void);
IMPORT("take_float") double ori_import_take_float(void);

// The host's texts are UTF-8 by construction: it encodes them itself.
ori_str *ori_foreign_take_str(int32_t n) {
  if (n == 0) return &ori_str_empty;
  ori_str *s = ori_str_room((uint32_t)n);
  ori_import_take(s->own);
  return s;
}

ori_list *ori_foreign_take_bytes(int32_t n) {
  if (n == 0) return ori_list_empty;
  ori_list *l = ori_list_room(1, (uint32_t)n);
  ori_import_take(ori_list_data(l));
  l->len = (uint32_t)n;
  return l;
}

int64_t ori_foreign_take_int(void) { return ori_import_take_int(); }
double ori_foreign_take_float(void) { return ori_import_take_float(); }

ori_str *ori_foreign_arg_str(uint8_t *bytes, uint32_t n) {
  ori_str *s = ori_str_new(bytes, n);
  free(bytes);
  return s;
}

ori_list *ori_foreign_arg_bytes(uint8_t *bytes, uint32_t n) {
  ori_list *l = ori_foreign_bytes(bytes, n);
  free(bytes);
  return l;
}

// One of the two holds the last result; both are empty where there is none.
static ori_str *result_str = &ori_str_empty;
static ori_list *result_bytes = ori_list_empty;

static void keep(ori_str *s, ori_list *l) {
  ori_str_drop(result_str);
  ori_bytes_drop(result_bytes);
  result_str = s;
  result_bytes = l;
}

int32_t ori_foreign_return_str(ori_str *s) {
  keep(s, ori_list_empty);
  return (int32_t)s->len;
}

int32_t ori_foreign_return_bytes(ori_list *l) {
  keep(&ori_str_empty, l);
  return (int32_t)l->len;
}

#ifdef ORI_REACTOR

#define EXPORT(NAME) __attribute__((export_name(NAME)))

EXPORT("ori_alloc") uint8_t *ori_export_alloc(uint32_t n) {
  uint8_t *bytes = malloc(n == 0 ? 1 : n);
  if (bytes == NULL) ori_out_of_memory();
  return bytes;
}

EXPORT("ori_result") const uint8_t *ori_export_result(void) {
  return result_str->len != 0 ? result_str->bytes : ori_list_bytes(result_bytes);
}

/// Objects that the module's own state holds count; the last result does not.
EXPORT("ori_live") int32_t ori_export_live(void) {
  keep(&ori_str_empty, ori_list_empty);
  return (int32_t)ori_live_objects();
}

#endif
#endif
