// A cache of 8,000 values that forgets what was used longest ago: a map, and a ring of slots linked
// by their numbers. The map has entries in order of arrival and an index of slots over them, which
// is made anew when it is full of entries that are gone.
#include "plain.h"

enum { ROOM = 8000 };

typedef struct { int64_t key, value, before, after; } Slot;
typedef struct { int64_t key, value; bool live; } Entry;

static Slot slots[ROOM + 1];
static int64_t used = 1;

static Entry *entries;
static uint32_t *places, count, live, size;

static uint32_t hash_of(int64_t key) {
  return (uint32_t)(((uint64_t)key * 0x9e3779b97f4a7c15u) >> 32);
}

static void rebuild(uint32_t room) {
  uint32_t kept = 0, wide = 8;
  while (wide * 3 < room * 4) wide *= 2;
  Entry *old = entries;
  entries = malloc(wide * sizeof *entries);
  free(places);
  places = calloc(wide, sizeof *places);
  size = wide;
  for (uint32_t i = 0; i < count; i++) {
    if (!old[i].live) continue;
    uint32_t at = hash_of(old[i].key) & (size - 1);
    while (places[at] != 0) at = (at + 1) & (size - 1);
    entries[kept++] = old[i];
    places[at] = kept;
  }
  count = kept;
  free(old);
}

static Entry *find(int64_t key) {
  if (size == 0) return NULL;
  uint32_t at = hash_of(key) & (size - 1);
  for (; places[at] != 0; at = (at + 1) & (size - 1)) {
    Entry *entry = &entries[places[at] - 1];
    if (entry->live && entry->key == key) return entry;
  }
  return NULL;
}

static void insert(int64_t key, int64_t value) {
  if (count * 4 >= size * 3) rebuild(live * 2 + 4);
  uint32_t at = hash_of(key) & (size - 1);
  while (places[at] != 0) at = (at + 1) & (size - 1);
  entries[count++] = (Entry){ key, value, true };
  places[at] = count;
  live++;
}

static void unlink_slot(int64_t at) {
  int64_t before = slots[at].before, after = slots[at].after;
  slots[before].after = after;
  slots[after].before = before;
}

static void link_slot(int64_t at) {
  int64_t first = slots[0].after;
  slots[at].before = 0;
  slots[at].after = first;
  slots[first].before = at;
  slots[0].after = at;
}

static void remember(int64_t key, int64_t value) {
  int64_t at = used;
  if (used <= ROOM) used++;
  else {
    at = slots[0].before;
    unlink_slot(at);
    find(slots[at].key)->live = false;
    live--;
  }
  slots[at].key = key;
  slots[at].value = value;
  link_slot(at);
  insert(key, at);
}

int main(void) {
  int64_t hits = 0, sum = 0, x = 5;
  for (int i = 0; i < 3000000; i++) {
    x = x * 16807 % 2147483647;
    int64_t key = x % 10000 * (x / 10000 % 1000) / 500;
    Entry *entry = find(key);
    if (entry == NULL) {
      remember(key, x % 1000);
      continue;
    }
    unlink_slot(entry->value);
    link_slot(entry->value);
    hits++;
    sum = (sum + slots[entry->value].value) % 1000003;
  }
  printf("%lld %lld\n", (long long)hits, (long long)sum);
  free(entries);
  free(places);
}
