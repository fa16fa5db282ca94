// Counts words: entries in order of arrival, an index of slots with linear probing over them.
#include "plain.h"

typedef struct { uint32_t hash; int64_t count; char *word; size_t length; } Entry;

static Entry *entries;
static uint32_t *slots, used, room;

static void grow(void) {
  room = room == 0 ? 1024 : room * 2;
  entries = realloc(entries, room * sizeof *entries);
  free(slots);
  slots = calloc(2 * (size_t)room, sizeof *slots);
  for (uint32_t i = 0; i < used; i++) {
    uint32_t at = entries[i].hash & (2 * room - 1);
    while (slots[at] != 0) at = (at + 1) & (2 * room - 1);
    slots[at] = i + 1;
  }
}

static void count_word(const char *word, size_t length) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < length; i++) hash = (hash ^ (uint8_t)word[i]) * 16777619u;
  hash ^= hash >> 15;
  if (used == room) grow();
  uint32_t at = hash & (2 * room - 1);
  for (; slots[at] != 0; at = (at + 1) & (2 * room - 1)) {
    Entry *entry = &entries[slots[at] - 1];
    if (entry->hash != hash || entry->length != length) continue;
    if (memcmp(entry->word, word, length) != 0) continue;
    entry->count++;
    return;
  }
  entries[used] = (Entry){ hash, 1, copy_text(word, length), length };
  slots[at] = ++used;
}

static int compare(const void *x, const void *y) {
  const Entry *a = x, *b = y;
  if (a->count != b->count) return b->count < a->count ? -1 : 1;
  return strcmp(a->word, b->word);
}

static Text make_text(int count) {
  static char vocabulary[20000][12];
  for (int64_t i = 0; i < 20000; i++) {
    int64_t seed = i * 31 + 7, x = seed;
    for (int64_t j = 0; j < seed % 8 + 2; j++) {
      x = x * 16807 % 2147483647;
      vocabulary[i][j] = (char)(97 + x % 26);
    }
  }
  Text out = { 0 };
  int64_t x = 1;
  for (int i = 0; i < count; i++) {
    x = x * 16807 % 2147483647;
    const char *word = vocabulary[x % 20000 * (x / 20000 % 100) / 100];
    put(&out, word, strlen(word));
    put_char(&out, i % 12 == 11 ? '\n' : ' ');
  }
  return out;
}

int main(void) {
  Text text = make_text(1000000);
  for (size_t i = 0; i < text.length;) {
    size_t start = i;
    while (i < text.length && text.bytes[i] != ' ' && text.bytes[i] != '\n') i++;
    if (i > start) count_word(text.bytes + start, i - start);
    i++;
  }
  qsort(entries, used, sizeof *entries, compare);
  for (uint32_t i = 0; i < 10; i++)
    printf("%lld %s\n", (long long)entries[i].count, entries[i].word);
  printf("%u\n", used);
  for (uint32_t i = 0; i < used; i++) free(entries[i].word);
  free(entries);
  free(slots);
  free(text.bytes);
}
