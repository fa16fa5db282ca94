// Text: immutable UTF-8 behind one pointer. `bytes` is where the bytes are, in the text itself or
// in its owner, so own texts, views and literals read alike. Short substrings are copies, so that
// no key keeps a large body alive.
//
// `cell.meta` is the cached hash (0: none yet). The upper two bits of `cap` say whether all is
// ASCII, once known.

#ifndef ORI_STR_H
#define ORI_STR_H

#include "bytes.h"
#include "hash.h"
#include "int.h"
#include "list.h"

struct ori_str {
  ori_cell cell;
  uint32_t len, cap;
  const uint8_t *bytes;
  union {
    ori_str *owner;
    uint8_t own[sizeof(void *)];
  };
};

#define ORI_STR_HEAD offsetof(ori_str, own)
#define ORI_STR_ROOM 0x3fffffffu
#define ORI_STR_ASCII 0x40000000u
#define ORI_STR_WIDE 0x80000000u
#define ORI_STR_KNOWN (ORI_STR_ASCII | ORI_STR_WIDE)

// A static text. It is not constant: hash and ASCII mark are cached in it.
#define ORI_TEXT(NAME, LENGTH, BYTES) \
  static ori_str NAME = { { ORI_STATIC, 0 }, LENGTH, 0, (const uint8_t *)BYTES, { NULL } }
#define ORI_TEXT_OF(NAME) (&NAME)

extern ori_str ori_str_empty;

/// A text with room for `len` bytes, which the caller writes to `own` at once.
ori_str *ori_str_room(uint64_t len);
/// A copy of bytes that are valid UTF-8.
ori_str *ori_str_new(const uint8_t *bytes, size_t len);
ori_str *ori_str_ascii(const char *bytes, size_t len);
void ori_str_free(ori_str *s);
bool ori_str_scan_ascii(ori_str *s);
ori_str *ori_str_append_slow(ori_str *s, const ori_str *more);
uint32_t ori_str_hash_slow(ori_str *s);

ORI_INLINE void ori_str_drop(ori_str *s) {
  if (ori_last(s)) ori_str_free(s);
}

ORI_INLINE bool ori_str_is_ascii(ori_str *s) {
  if (ORI_LIKELY((s->cap & ORI_STR_KNOWN) != 0)) return (s->cap & ORI_STR_ASCII) != 0;
  return ori_str_scan_ascii(s);
}

// ---------------------------------------------------------------- primitives

ORI_INLINE int64_t ori_str_len(const ori_str *s) { return s->len; }

ORI_INLINE bool ori_str_eq(const ori_str *a, const ori_str *b) {
  return a->len == b->len && ori_same(a->bytes, b->bytes, a->len);
}

ORI_INLINE bool ori_str_ne(const ori_str *a, const ori_str *b) { return !ori_str_eq(a, b); }

int64_t ori_str_compare(const ori_str *a, const ori_str *b);

/// 32 bits of SipHash, twice, so that both halves of the result tell texts apart.
ORI_INLINE int64_t ori_str_hash(ori_str *s) {
  uint32_t hash = s->cell.meta;
  if (ORI_UNLIKELY(hash == 0)) hash = ori_str_hash_slow(s);
  return (int64_t)((uint64_t)hash << 32 | hash);
}

// An array of texts and its length.
#define ORI_TEXTS(...) \
  (ori_str *const[]){ __VA_ARGS__ }, \
    sizeof((ori_str *const[]){ __VA_ARGS__ }) / sizeof(ori_str *)

ori_str *ori_str_concat_all(ori_str *const *parts, size_t count);
#define ori_str_concat(...) ori_str_concat_all(ORI_TEXTS(__VA_ARGS__))

/// Whether a text may take so many bytes more where it is.
ORI_INLINE bool ori_str_fits(ori_str *s, uint64_t more) {
  uint32_t room = s->cap & ORI_STR_ROOM;
  return ori_unique(s) && room >= s->len && room - s->len >= more;
}

/// Writes `more` behind a text in which it fits.
ORI_INLINE void ori_str_put(ori_str *s, const ori_str *more) {
  ori_copy(s->own + s->len, more->bytes, more->len);
  s->len += more->len;
  s->cell.meta = 0;
  // ASCII stays so only with ASCII; what is not known of a part is not known of the whole.
  if (((s->cap ^ more->cap) & ORI_STR_KNOWN) != 0) s->cap &= ORI_STR_ROOM;
}

ORI_INLINE ori_str *ori_str_append(ori_str *s, const ori_str *more) {
  if (ORI_UNLIKELY(!ori_str_fits(s, more->len))) return ori_str_append_slow(s, more);
  ori_str_put(s, more);
  return s;
}

ori_str *ori_str_append_each_slow(ori_str *s, ori_str *const *parts, size_t count);
// Where the number is known the loops are not left: the array is then never made.
ORI_INLINE ori_str *ori_str_append_each(ori_str *s, ori_str *const *parts, size_t count) {
  uint64_t more = 0;
#pragma GCC unroll 8
  for (size_t i = 0; i < count; i++) more += parts[i]->len;
  if (ORI_UNLIKELY(!ori_str_fits(s, more))) return ori_str_append_each_slow(s, parts, count);
#pragma GCC unroll 8
  for (size_t i = 0; i < count; i++) ori_str_put(s, parts[i]);
  return s;
}
#define ori_str_append_all(S, ...) ori_str_append_each(S, ORI_TEXTS(__VA_ARGS__))

ORI_INLINE uint8_t ori_str_byte_unchecked(const ori_str *s, int64_t at) { return s->bytes[at]; }

ORI_INLINE bool ori_str_byte_u(
    const ori_str *s, int64_t at, const ori_site *site, uint8_t *result) {
  if (ORI_LIKELY((uint64_t)at < s->len)) {
    *result = s->bytes[at];
    return false;
  }
  ori_raise_index(at, s->len, site);
  return true;
}

ORI_INLINE uint8_t ori_str_byte(const ori_str *s, int64_t at, const ori_site *site) {
  uint8_t result;
  if (ORI_UNLIKELY(ori_str_byte_u(s, at, site, &result))) ORI_FAILED();
  return result;
}

ori_str *ori_str_slice_bytes(ori_str *s, int64_t start, int64_t end);

/// Bytes of the code point that begins with this byte.
ORI_INLINE int64_t ori_utf8_width(uint8_t first) {
  return 1 + (first >= 0xc0) + (first >= 0xe0) + (first >= 0xf0);
}

uint32_t ori_utf8_decode(const uint8_t *at);
/// Writes a code point; the number of bytes.
size_t ori_utf8_encode(uint8_t *to, uint32_t c);

ORI_INLINE uint32_t ori_str_char_at(const ori_str *s, int64_t at) {
  uint8_t first = s->bytes[at];
  return ORI_LIKELY(first < 0x80) ? first : ori_utf8_decode(s->bytes + at);
}

ORI_INLINE int64_t ori_str_char_width(const ori_str *s, int64_t at) {
  return ori_utf8_width(s->bytes[at]);
}

uint32_t ori_str_char_before(const ori_str *s, int64_t end);
int64_t ori_str_char_count(ori_str *s);
/// Where code point `index` begins; the length in bytes when there are not so many.
int64_t ori_str_char_offset(ori_str *s, int64_t index);
int64_t ori_str_find(const ori_str *s, const ori_str *part, int64_t from);
int64_t ori_str_find_last(const ori_str *s, const ori_str *part);

ORI_INLINE bool ori_str_starts_with(const ori_str *s, const ori_str *part) {
  return part->len <= s->len && ori_same(s->bytes, part->bytes, part->len);
}

ORI_INLINE bool ori_str_ends_with(const ori_str *s, const ori_str *part) {
  return part->len <= s->len && ori_same(s->bytes + s->len - part->len, part->bytes, part->len);
}

ori_str *ori_str_repeat(ori_str *s, int64_t count);
ori_str *ori_str_replace(ori_str *s, const ori_str *pattern, const ori_str *replacement);
ori_list *ori_str_to_bytes(const ori_str *s);
ori_list *ori_str_to_chars(ori_str *s);
ori_str *ori_str_from_bytes(const ori_list *bytes);
ori_str *ori_str_from_bytes_lossy(const ori_list *bytes);
/// Invalid parts become U+FFFD.
ori_str *ori_str_lossy(const uint8_t *bytes, size_t n);
/// Whether the bytes are UTF-8, and how many of them from the start are.
bool ori_str_is_utf8(const ori_list *bytes, int64_t *valid);
ori_str *ori_str_to_uppercase(ori_str *s);
ori_str *ori_str_to_lowercase(ori_str *s);
bool ori_str_parse_int(const ori_str *s, int64_t *value);
bool ori_str_parse_float(const ori_str *s, double *value);
ori_str *ori_str_escape(const ori_str *s);
ori_str *ori_str_quote(const ori_str *s);
ori_str *ori_str_join(const ori_list *parts, const ori_str *separator);
ori_str *ori_char_to_str(uint32_t c);

ori_list *ori_bytes_append_str(ori_list *bytes, const ori_str *s);

// ---------------------------------------------------------------- lists of text

#define ORI_STR_DUP(S) ori_dup(S)
ORI_LIST(ori_strs, ori_str *, ORI_STR_DUP, ori_str_drop)

#endif
