// What lists share whatever their elements are: growing, copying, cutting, by the size of an
// element.

#include "list.h"

#include "find.h"
#include "hash.h"

ori_list ori_list_none = { { ORI_STATIC, 0 }, 0, 0 };

// The elements that fit the memory of `cap`: the whole block of a size class is room. A block ends
// less than a step after what was asked for, so only small elements have more room than that.
static uint64_t whole_room(size_t element, uint64_t cap) {
  if (element >= ORI_STEP) return cap;
  size_t size = (sizeof(ori_list) + (size_t)cap * element + ORI_STEP - 1) & ~(size_t)(ORI_STEP - 1);
  return (uint32_t)(size - sizeof(ori_list)) / (uint32_t)element;
}

ori_list *ori_list_room(size_t element, uint64_t cap) {
  if (cap > ORI_MAX_BYTES || cap * element > ORI_MAX_BYTES - sizeof(ori_list)) ori_out_of_memory();
  cap = whole_room(element, cap);
  ori_list *l = ori_alloc(sizeof *l + (size_t)cap * element);
  *l = (ori_list){ { 1, 0 }, 0, (uint32_t)cap };
  return l;
}

int64_t ori_list_shortest(const ori_list *rows, int64_t last, int64_t more) {
  int64_t end, least = INT64_MAX;
  if (__builtin_add_overflow(last, more, &end)) end = last < 0 ? -1 : INT64_MAX;
  int64_t count = end < rows->len ? end + 1 : rows->len;
  ori_list *const *row = ori_list_data(rows);
  for (int64_t i = 0; i < count; i++) least = row[i]->len < least ? row[i]->len : least;
  return least;
}

void ori_list_drop_plain(ori_list *l, size_t element) {
  if (ori_last(l)) ori_free(l, ori_list_size(l, element));
}

// A copy with room for `cap` elements; consumes a reference that need not be the last one.
static ori_list *copy(ori_list *l, size_t element, uint64_t cap, ori_dup_elements *dup) {
  ori_list *made = ori_list_room(element, cap);
  memcpy(ori_list_data(made), ori_list_data(l), l->len * element);
  made->len = l->len;
  if (dup != NULL) dup(ori_list_data(made), made->len);
  // Not unique, so this only counts down.
  ori_list_drop_plain(l, element);
  return made;
}

ORI_COLD ori_list *ori_list_own(ori_list *l, size_t element, ori_dup_elements *dup) {
  return l->len == 0 ? (ori_list_drop_plain(l, element), ori_list_room(element, 0))
                     : copy(l, element, l->len, dup);
}

ori_list *ori_list_more(ori_list *l, size_t element, uint64_t extra, ori_dup_elements *dup) {
  uint64_t needed = l->len + extra;
  if (ORI_LIKELY(ori_unique(l) && needed <= l->cap)) return l;
  uint64_t doubled = (uint64_t)l->len * 2, cap = needed < doubled ? doubled : needed;
  if (cap < 4) cap = 4;
  uint64_t most = (ORI_MAX_BYTES - sizeof *l) / element;
  if (needed > most) ori_out_of_memory();
  if (cap > most) cap = most;
  if (!ori_unique(l)) return copy(l, element, cap, dup);
  cap = whole_room(element, cap);
  l = ori_resize(l, ori_list_size(l, element), sizeof *l + (size_t)cap * element);
  l->cap = (uint32_t)cap;
  return l;
}

ori_list *ori_list_concat(ori_list *l, const ori_list *more, size_t element,
                          ori_dup_elements *dup) {
  if (more->len == 0) return l;
  uint32_t count = more->len;
  // `more` may be `l` itself, with another reference: then `l` is copied and `more` stays.
  l = ori_list_more(l, element, count, dup);
  uint8_t *to = ori_list_bytes(l) + l->len * element;
  memcpy(to, ori_list_data(more), count * element);
  if (dup != NULL) dup(to, count);
  l->len += count;
  return l;
}

ori_list *ori_list_slice(ori_list *l, int64_t from, int64_t to, size_t element,
                         ori_dup_elements *dup) {
  if (from < 0) from = 0;
  if (to > l->len) to = l->len;
  if (from >= to) return ori_list_empty;
  uint32_t count = (uint32_t)(to - from);
  if (count == l->len) return ori_dup(l), l;
  ori_list *made = ori_list_room(element, count);
  memcpy(ori_list_data(made), ori_list_bytes(l) + (size_t)from * element, count * element);
  made->len = count;
  if (dup != NULL) dup(ori_list_data(made), count);
  return made;
}

void ori_list_open_gap(ori_list *l, int64_t at, size_t element) {
  uint8_t *gap = ori_list_bytes(l) + (size_t)at * element;
  memmove(gap + element, gap, (l->len - (size_t)at) * element);
  l->len++;
}

void ori_list_close_gap(ori_list *l, int64_t at, size_t element) {
  uint8_t *gap = ori_list_bytes(l) + (size_t)at * element;
  l->len--;
  memmove(gap, gap + element, (l->len - (size_t)at) * element);
}

ORI_COLD void ori_list_heal(ori_list *l, size_t element) {
  if (l->cell.meta == 0) return;
  uint32_t hole = l->cell.meta - 1;
  l->cell.meta = 0;
  l->len--;
  uint8_t *data = ori_list_data(l);
  if (hole != l->len) memcpy(data + hole * element, data + l->len * element, element);
}

// ---------------------------------------------------------------- bytes

ORI_LOOP int64_t ori_bytes_compare(const ori_list *a, const ori_list *b) {
  return ori_order(ori_list_bytes(a), a->len, ori_list_bytes(b), b->len);
}

int64_t ori_bytes_hash(const ori_list *bytes) {
  return (int64_t)ori_hash(ori_list_bytes(bytes), bytes->len);
}

int64_t ori_bytes_find(const ori_list *bytes, const ori_list *part, int64_t from) {
  return ori_find(ori_list_bytes(bytes), bytes->len, ori_list_bytes(part), part->len, from);
}
