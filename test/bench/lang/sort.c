// Sorts structs: a stable merge sort over runs of eight, the comparison inlined.
#include "plain.h"

typedef struct { int64_t artist, plays; char *title; } Track;

static inline bool less(const Track *a, const Track *b) {
  return a->plays != b->plays ? a->plays > b->plays : a->artist < b->artist;
}

static void insertion(Track *a, size_t low, size_t high) {
  for (size_t i = low + 1; i < high; i++) {
    Track one = a[i];
    size_t j = i;
    for (; j > low && less(&one, &a[j - 1]); j--) a[j] = a[j - 1];
    a[j] = one;
  }
}

static void merge(const Track *from, Track *to, size_t low, size_t middle, size_t high) {
  size_t i = low, j = middle, k = low;
  while (i < middle && j < high) to[k++] = less(&from[j], &from[i]) ? from[j++] : from[i++];
  while (i < middle) to[k++] = from[i++];
  while (j < high) to[k++] = from[j++];
}

static void sort(Track *a, size_t n) {
  Track *other = malloc(n * sizeof *other), *from = a, *to = other;
  for (size_t low = 0; low < n; low += 8) insertion(a, low, low + 8 < n ? low + 8 : n);
  for (size_t width = 8; width < n; width *= 2) {
    for (size_t low = 0; low < n; low += 2 * width) {
      size_t middle = low + width < n ? low + width : n;
      merge(from, to, low, middle, low + 2 * width < n ? low + 2 * width : n);
    }
    Track *swap = from;
    from = to;
    to = swap;
  }
  if (from != a) memcpy(a, from, n * sizeof *a);
  free(other);
}

int main(void) {
  size_t n = 400000;
  Track *tracks = malloc(n * sizeof *tracks);
  int64_t x = 42;
  for (size_t i = 0; i < n; i++) {
    x = x * 16807 % 2147483647;
    char title[32] = "track ";
    size_t length = 6 + put_int(title + 6, (int64_t)i);
    tracks[i] = (Track){ x % 1000, x / 1000 % 10007, copy_text(title, length) };
  }
  sort(tracks, n);
  int64_t sum = 0;
  for (size_t i = 0; i < n; i++) {
    int64_t length = (int64_t)strlen(tracks[i].title);
    sum = (sum * 31 + tracks[i].artist + tracks[i].plays + length) % 1000000007;
  }
  for (size_t i = 0; i < 5; i++)
    printf("%s %lld\n", tracks[i * 79999].title, (long long)tracks[i * 79999].plays);
  printf("%lld\n", (long long)sum);
  for (size_t i = 0; i < n; i++) free(tracks[i].title);
  free(tracks);
}
