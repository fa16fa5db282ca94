// Lists: one block of header and unboxed elements. All lists have one C type, so that no type needs
// another's definition; ORI_LIST makes the primitives of an element type, with fast paths inline
// and the rest shared by size.
//
// `cell.meta` is 0, or 1 + the index of the hole that `take` has left and `put` will fill; elements
// that hold nothing counted need no hole, and the two stores would keep gcc from seeing through.

#ifndef ORI_LIST_H
#define ORI_LIST_H

#include "bytes.h"
#include "int.h"

typedef struct {
  ori_cell cell;
  uint32_t len, cap;
} ori_list;

extern ori_list ori_list_none;
#define ori_list_empty (&ori_list_none)

/// Takes a reference more to each of `count` elements; NULL where there is nothing to count.
typedef void ori_dup_elements(void *elements, uint32_t count);

ORI_INLINE void *ori_list_data(const ori_list *l) { return (ori_list *)(uintptr_t)l + 1; }
ORI_INLINE uint8_t *ori_list_bytes(const ori_list *l) { return ori_list_data(l); }
ORI_INLINE size_t ori_list_size(const ori_list *l, size_t element) {
  return sizeof *l + l->cap * element;
}
ORI_INLINE int64_t ori_list_len(const ori_list *l) { return l->len; }
ORI_INLINE bool ori_list_unique(const ori_list *l) { return ori_unique(l); }

/// Of a list of lists: the least length of those up to `last + more`, INT64_MAX if there are none.
int64_t ori_list_shortest(const ori_list *rows, int64_t last, int64_t more);

ori_list *ori_list_room(size_t element, uint64_t cap);
/// Consumes; a unique list of the same elements.
ori_list *ori_list_own(ori_list *l, size_t element, ori_dup_elements *dup);
/// Consumes; a unique list with room for `extra` more elements.
ori_list *ori_list_more(ori_list *l, size_t element, uint64_t extra, ori_dup_elements *dup);
ori_list *ori_list_concat(ori_list *l, const ori_list *more, size_t element, ori_dup_elements *dup);
ori_list *ori_list_slice(ori_list *l, int64_t from, int64_t to, size_t element,
                         ori_dup_elements *dup);
/// Gives a reference up that is not the last one, or the memory of a list of nothing counted.
void ori_list_drop_plain(ori_list *l, size_t element);
void ori_list_open_gap(ori_list *l, int64_t at, size_t element);
void ori_list_close_gap(ori_list *l, int64_t at, size_t element);
/// Moves the last element into the hole, if there is one.
void ori_list_heal(ori_list *l, size_t element);

/// Is most of its memory room for more than `len` elements? Then it is worth it to copy these, and
/// rare enough to cost a list that shrinks one by one a constant time each.
ORI_INLINE bool ori_list_roomy(const ori_list *l, int64_t len) {
  return len < l->cap / 4;
}

ORI_INLINE bool ori_list_outside(const ori_list *l, int64_t i, const ori_site *site) {
  if (ORI_LIKELY((uint64_t)i < l->len)) return false;
  ori_raise_index(i, l->len, site);
  return true;
}

#define ORI_LIST_READ(L, T, DUP) \
  ORI_INLINE T *L##_ref(const ori_list *l, int64_t i) { return (T *)ori_list_data(l) + i; } \
  ORI_INLINE T L##_at_unchecked(const ori_list *l, int64_t i) { return *L##_ref(l, i); } \
  ORI_INLINE bool L##_at_u(const ori_list *l, int64_t i, const ori_site *site, T *result) { \
    if (ori_list_outside(l, i, site)) return true; \
    *result = *L##_ref(l, i); \
    return false; \
  } \
  ORI_INLINE T L##_at(const ori_list *l, int64_t i, const ori_site *site) { \
    if (ori_list_outside(l, i, site)) ORI_FAILED(); \
    return *L##_ref(l, i); \
  } \
  ORI_INLINE ori_list *L##_new(int64_t cap) { \
    return cap <= 0 ? ori_list_empty : ori_list_room(sizeof(T), (uint64_t)cap); \
  } \
  ORI_UNUSED static ori_list *L##_filled(int64_t count, T value) { \
    if (count <= 0) return ori_list_empty; \
    ori_list *l = ori_list_room(sizeof(T), (uint64_t)count); \
    l->len = (uint32_t)count; \
    for (int64_t i = 0; i < count; i++) { \
      *L##_ref(l, i) = value; \
      DUP(value); \
    } \
    return l; \
  }

#define ORI_LIST_WRITE(L, T, DROP, DUPS, HOLES) \
  ORI_INLINE ori_list *L##_push(ori_list *l, T value) { \
    if (ORI_UNLIKELY(!ori_unique(l) || l->len == l->cap)) \
      l = ori_list_more(l, sizeof(T), 1, DUPS); \
    *L##_ref(l, l->len++) = value; \
    return l; \
  } \
  ORI_INLINE ori_list *L##_owned(ori_list *l) { \
    return ORI_LIKELY(ori_unique(l)) ? l : ori_list_own(l, sizeof(T), DUPS); \
  } \
  ORI_INLINE ori_list *L##_push_within(ori_list *l, T value) { \
    *L##_ref(l, l->len++) = value; \
    return l; \
  } \
  ORI_INLINE ori_list *L##_push_owned(ori_list *l, T value) { \
    if (ORI_UNLIKELY(l->len == l->cap)) l = ori_list_more(l, sizeof(T), 1, DUPS); \
    return L##_push_within(l, value); \
  } \
  ORI_INLINE ori_list *L##_set_owned(ori_list *l, int64_t i, T value) { \
    T old = *L##_ref(l, i); \
    *L##_ref(l, i) = value; \
    DROP(old); \
    return l; \
  } \
  ORI_INLINE ori_list *L##_set_unchecked(ori_list *l, int64_t i, T value) { \
    return L##_set_owned(L##_owned(l), i, value); \
  } \
  ORI_INLINE bool L##_set_u(ori_list *l, int64_t i, T value, const ori_site *site, \
                            ori_list **result) { \
    if (ORI_UNLIKELY(ori_list_outside(l, i, site))) { \
      DROP(value); \
      L##_drop(l); \
      return true; \
    } \
    *result = L##_set_unchecked(l, i, value); \
    return false; \
  } \
  ORI_INLINE ori_list *L##_set(ori_list *l, int64_t i, T value, const ori_site *site) { \
    if (ori_list_outside(l, i, site)) ORI_FAILED(); \
    return L##_set_unchecked(l, i, value); \
  } \
  ORI_INLINE T L##_take_owned(ori_list *l, int64_t i, ori_list **rest) { \
    if (HOLES) l->cell.meta = (uint32_t)i + 1; \
    *rest = l; \
    return *L##_ref(l, i); \
  } \
  ORI_INLINE T L##_take_unchecked(ori_list *l, int64_t i, ori_list **rest) { \
    return L##_take_owned(L##_owned(l), i, rest); \
  } \
  ORI_INLINE bool L##_take_u(ori_list *l, int64_t i, const ori_site *site, T *result, \
                             ori_list **rest) { \
    if (ORI_UNLIKELY(ori_list_outside(l, i, site))) { \
      L##_drop(l); \
      return true; \
    } \
    *result = L##_take_unchecked(l, i, rest); \
    return false; \
  } \
  ORI_INLINE T L##_take(ori_list *l, int64_t i, const ori_site *site, ori_list **rest) { \
    T result; \
    if (ORI_UNLIKELY(L##_take_u(l, i, site, &result, rest))) ORI_FAILED(); \
    return result; \
  } \
  ORI_INLINE ori_list *L##_put(ori_list *l, int64_t i, T value) { \
    if (HOLES) l->cell.meta = 0; \
    *L##_ref(l, i) = value; \
    return l; \
  }

#define ORI_LIST_SHAPE(L, T, DROP, DUPS) \
  ORI_INLINE ori_list *L##_swap_owned(ori_list *l, int64_t i, int64_t j) { \
    T value = *L##_ref(l, i); \
    *L##_ref(l, i) = *L##_ref(l, j); \
    *L##_ref(l, j) = value; \
    return l; \
  } \
  ORI_INLINE ori_list *L##_swap_unchecked(ori_list *l, int64_t i, int64_t j) { \
    return L##_swap_owned(L##_owned(l), i, j); \
  } \
  ORI_UNUSED static ori_list *L##_insert_unchecked(ori_list *l, int64_t i, T value) { \
    l = ori_list_more(l, sizeof(T), 1, DUPS); \
    ori_list_open_gap(l, i, sizeof(T)); \
    *L##_ref(l, i) = value; \
    return l; \
  } \
  ORI_UNUSED static ori_list *L##_remove_unchecked(ori_list *l, int64_t i) { \
    l = L##_owned(l); \
    T old = *L##_ref(l, i); \
    ori_list_close_gap(l, i, sizeof(T)); \
    DROP(old); \
    return l; \
  } \
  ORI_INLINE ori_list *L##_slice(ori_list *l, int64_t from, int64_t to) { \
    return ori_list_slice(l, from, to, sizeof(T), DUPS); \
  } \
  ORI_UNUSED static ori_list *L##_truncate(ori_list *l, int64_t len) { \
    if (len >= l->len) return l; \
    if (!ori_unique(l) || ori_list_roomy(l, len)) { \
      ori_list *copy = L##_slice(l, 0, len); \
      L##_drop(l); \
      return copy; \
    } \
    while (l->len > (len < 0 ? 0 : len)) DROP(*L##_ref(l, --l->len)); \
    return l; \
  } \
  ORI_INLINE ori_list *L##_concat(ori_list *l, const ori_list *more) { \
    return ori_list_concat(l, more, sizeof(T), DUPS); \
  } \
  ORI_INLINE ori_list *L##_reserve(ori_list *l, int64_t cap) { \
    return cap <= l->len ? l : ori_list_more(l, sizeof(T), (uint64_t)cap - l->len, DUPS); \
  } \
  ORI_UNUSED static ori_list *L##_reverse(ori_list *l) { \
    l = L##_owned(l); \
    for (int64_t i = 0, j = (int64_t)l->len - 1; i < j; i++, j--) { \
      T value = *L##_ref(l, i); \
      *L##_ref(l, i) = *L##_ref(l, j); \
      *L##_ref(l, j) = value; \
    } \
    return l; \
  }

#define ORI_LIST_COUNTED(L, T, DUP, DROP) \
  ORI_LIST_READ(L, T, DUP) \
  ORI_UNUSED static void L##_dup_elements(void *elements, uint32_t count) { \
    for (uint32_t i = 0; i < count; i++) DUP(((T *)elements)[i]); \
  } \
  ORI_UNUSED static void L##_destroy(void *cell) { \
    ori_list *l = cell; \
    if (ORI_UNLIKELY(l->cell.meta != 0)) ori_list_heal(l, sizeof(T)); \
    for (int64_t i = l->len; i-- > 0;) DROP(*L##_ref(l, i)); \
    ori_free(l, ori_list_size(l, sizeof(T))); \
  }

// The primitives of lists of T. DUP and DROP are functions or macros on a value of it.
#define ORI_LIST(L, T, DUP, DROP) \
  ORI_LIST_COUNTED(L, T, DUP, DROP) \
  ORI_UNUSED static void L##_drop(ori_list *l) { \
    if (ori_last(l)) L##_destroy(l); \
  } \
  ORI_LIST_WRITE(L, T, DROP, L##_dup_elements, 1) \
  ORI_LIST_SHAPE(L, T, DROP, L##_dup_elements)

// The same where dropping an element can drop lists of this type.
#define ORI_LIST_RECURSIVE(L, T, DUP, DROP) \
  ORI_LIST_COUNTED(L, T, DUP, DROP) \
  ORI_REAPER(L##_reaper, L##_destroy); \
  ORI_UNUSED static void L##_drop(ori_list *l) { \
    if (!ori_last(l)) return; \
    if (ORI_UNLIKELY(l->cell.meta != 0)) ori_list_heal(l, sizeof(T)); \
    ori_bury(l, &L##_reaper); \
  } \
  ORI_LIST_WRITE(L, T, DROP, L##_dup_elements, 1) \
  ORI_LIST_SHAPE(L, T, DROP, L##_dup_elements)

#define ORI_NOTHING(VALUE) ((void)(VALUE))

// The same for elements that hold nothing counted.
#define ORI_LIST_PLAIN(L, T) \
  ORI_LIST_READ(L, T, ORI_NOTHING) \
  ORI_INLINE void L##_drop(ori_list *l) { \
    if (ori_last(l)) ori_free(l, ori_list_size(l, sizeof(T))); \
  } \
  ORI_UNUSED static void L##_destroy(void *cell) { \
    ori_free(cell, ori_list_size(cell, sizeof(T))); \
  } \
  ORI_LIST_WRITE(L, T, ORI_NOTHING, NULL, 0) \
  ORI_LIST_SHAPE(L, T, ORI_NOTHING, NULL)

// ---------------------------------------------------------------- lists of bytes and characters

ORI_LIST_PLAIN(ori_bytes, uint8_t)
ORI_LIST_PLAIN(ori_chars, uint32_t)

ORI_INLINE bool ori_bytes_eq(const ori_list *a, const ori_list *b) {
  return a->len == b->len && ori_same(ori_list_bytes(a), ori_list_bytes(b), a->len);
}

int64_t ori_bytes_compare(const ori_list *a, const ori_list *b);
int64_t ori_bytes_hash(const ori_list *bytes);
int64_t ori_bytes_find(const ori_list *bytes, const ori_list *part, int64_t from);

#endif
