// Making, joining and cutting text.

#include "str.h"

ori_str ori_str_empty = { { ORI_STATIC, 0 }, 0, ORI_STR_ASCII, (const uint8_t *)"", { NULL } };

// Shorter substrings are copies; a view costs as much and keeps its owner.
#define VIEW_MIN 64

ori_str *ori_str_room(uint64_t len) {
  if (len > ORI_MAX_BYTES - ORI_STR_HEAD) ori_out_of_memory();
  // The whole block of a size class is room for appending.
  size_t size = (ORI_STR_HEAD + (size_t)len + ORI_STEP - 1) & ~(size_t)(ORI_STEP - 1);
  ori_str *s = ori_alloc(size);
  s->cell = (ori_cell){ 1, 0 };
  s->len = (uint32_t)len;
  s->cap = (uint32_t)(size - ORI_STR_HEAD);
  s->bytes = s->own;
  return s;
}

ori_str *ori_str_new(const uint8_t *bytes, size_t len) {
  if (len == 0) return &ori_str_empty;
  ori_str *s = ori_str_room(len);
  ori_copy(s->own, bytes, len);
  return s;
}

ori_str *ori_str_ascii(const char *bytes, size_t len) {
  if (len == 0) return &ori_str_empty;
  ori_str *s = ori_str_new((const uint8_t *)bytes, len);
  s->cap |= ORI_STR_ASCII;
  return s;
}

void ori_str_free(ori_str *s) {
  if (s->bytes == s->own) {
    ori_free(s, ORI_STR_HEAD + (s->cap & ORI_STR_ROOM));
    return;
  }
  ori_str *owner = s->owner;
  ori_free(s, sizeof *s);
  ori_str_drop(owner);
}

// ---------------------------------------------------------------- joining

ori_str *ori_str_concat_all(ori_str *const *parts, size_t count) {
  uint64_t len = 0;
  for (size_t i = 0; i < count; i++) len += parts[i]->len;
  for (size_t i = 0; i < count; i++)
    if (parts[i]->len == len) return ori_dup(parts[i]), parts[i];
  ori_str *s = ori_str_room(len);
  uint8_t *to = s->own;
  uint32_t known = ORI_STR_ASCII;
  for (size_t i = 0; i < count; i++) {
    ori_copy(to, parts[i]->bytes, parts[i]->len);
    to += parts[i]->len;
    known &= parts[i]->cap;
  }
  s->cap |= known;
  return s;
}

// The text with room for as many bytes behind it: in its own memory, grown to twice its length, if
// nobody else has it; else an exact copy, since most are not extended again.
ORI_COLD static ori_str *extended(ori_str *s, uint64_t more) {
  uint64_t len = s->len + more;
  uint32_t room = s->cap & ORI_STR_ROOM, known = s->cap & ORI_STR_KNOWN;
  if (ori_unique(s) && s->bytes == s->own) {
    uint64_t wanted = len * 2 <= ORI_MAX_BYTES - ORI_STR_HEAD ? len * 2 : len;
    if (wanted > ORI_MAX_BYTES - ORI_STR_HEAD) ori_out_of_memory();
    size_t size = (ORI_STR_HEAD + (size_t)wanted + ORI_STEP - 1) & ~(size_t)(ORI_STEP - 1);
    s = ori_resize(s, ORI_STR_HEAD + room, size);
    s->cap = (uint32_t)(size - ORI_STR_HEAD) | known;
    s->bytes = s->own;
    return s;
  }
  ori_str *copy = ori_str_room(len);
  ori_copy(copy->own, s->bytes, s->len);
  copy->len = s->len;
  copy->cap |= known;
  ori_str_drop(s);
  return copy;
}

ORI_COLD ori_str *ori_str_append_slow(ori_str *s, const ori_str *more) {
  if (more->len == 0) return s;
  s = extended(s, more->len);
  ori_str_put(s, more);
  return s;
}

ORI_COLD ori_str *ori_str_append_each_slow(ori_str *s, ori_str *const *parts, size_t count) {
  uint64_t more = 0;
  for (size_t i = 0; i < count; i++) more += parts[i]->len;
  if (more == 0) return s;
  s = extended(s, more);
  for (size_t i = 0; i < count; i++) ori_str_put(s, parts[i]);
  return s;
}

ori_str *ori_str_repeat(ori_str *s, int64_t count) {
  if (count <= 0 || s->len == 0) return &ori_str_empty;
  if (count == 1) return ori_dup(s), s;
  uint64_t len;
  if (__builtin_mul_overflow((uint64_t)s->len, (uint64_t)count, &len)) ori_out_of_memory();
  ori_str *made = ori_str_room(len);
  made->cap |= s->cap & ORI_STR_KNOWN;
  ori_copy(made->own, s->bytes, s->len);
  for (size_t have = s->len; have < len; have *= 2)
    memcpy(made->own + have, made->own, have <= len - have ? have : (size_t)len - have);
  return made;
}

ori_str *ori_str_join(const ori_list *parts, const ori_str *separator) {
  ori_str *const *part = ori_list_data(parts);
  if (parts->len == 0) return &ori_str_empty;
  uint64_t len = (uint64_t)separator->len * (parts->len - 1);
  for (uint32_t i = 0; i < parts->len; i++) len += part[i]->len;
  if (len == 0) return &ori_str_empty;
  ori_str *s = ori_str_room(len);
  uint8_t *to = s->own;
  for (uint32_t i = 0; i < parts->len; i++) {
    if (i != 0) {
      ori_copy(to, separator->bytes, separator->len);
      to += separator->len;
    }
    ori_copy(to, part[i]->bytes, part[i]->len);
    to += part[i]->len;
  }
  return s;
}

// ---------------------------------------------------------------- cutting, comparing

ori_str *ori_str_slice_bytes(ori_str *s, int64_t start, int64_t end) {
  size_t len = (size_t)(end - start);
  if (len == s->len) return ori_dup(s), s;
  const uint8_t *bytes = s->bytes + start;
  uint32_t ascii = s->cap & ORI_STR_ASCII;
  if (len < VIEW_MIN) {
    if (len == 1) return ori_char_to_str(*bytes);
    ori_str *copy = ori_str_new(bytes, len);
    if (len != 0) copy->cap |= ascii;
    return copy;
  }
  // A view of a view holds the owner itself. A literal needs no holding, and none of its views an
  // owner's fields.
  bool is_view = s->bytes != s->own && (int32_t)s->cell.rc > 0;
  ori_str *owner = is_view ? s->owner : s;
  ori_dup(owner);
  ori_str *view = ori_alloc(sizeof *view);
  view->cell = (ori_cell){ 1, 0 };
  view->len = (uint32_t)len;
  view->cap = ascii;
  view->bytes = bytes;
  view->owner = owner;
  return view;
}

ORI_LOOP int64_t ori_str_compare(const ori_str *a, const ori_str *b) {
  return ori_order(a->bytes, a->len, b->bytes, b->len);
}

ORI_COLD uint32_t ori_str_hash_slow(ori_str *s) {
  uint64_t hash = ori_hash(s->bytes, s->len);
  uint32_t folded = (uint32_t)(hash ^ hash >> 32);
  return s->cell.meta = folded == 0 ? 1 : folded;
}

// ---------------------------------------------------------------- bytes

ori_list *ori_str_to_bytes(const ori_str *s) {
  if (s->len == 0) return ori_list_empty;
  ori_list *bytes = ori_bytes_new(s->len);
  memcpy(ori_list_data(bytes), s->bytes, s->len);
  bytes->len = s->len;
  return bytes;
}

ori_str *ori_str_from_bytes(const ori_list *bytes) {
  return ori_str_new(ori_list_bytes(bytes), bytes->len);
}

ori_list *ori_bytes_append_str(ori_list *bytes, const ori_str *s) {
  bytes = ori_list_more(bytes, 1, s->len, NULL);
  ori_copy(ori_list_bytes(bytes) + bytes->len, s->bytes, s->len);
  bytes->len += s->len;
  return bytes;
}
