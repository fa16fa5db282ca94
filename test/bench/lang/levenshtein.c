// Edit distance of two texts of 5,000 bytes: one row of the table at a time.
#include "plain.h"

enum { COUNT = 5000 };

static void letters(uint8_t *out, int64_t seed) {
  int64_t x = seed;
  for (int i = 0; i < COUNT; i++) {
    x = x * 16807 % 2147483647;
    out[i] = (uint8_t)(97 + x % 4);
  }
}

static inline int64_t smaller(int64_t a, int64_t b) {
  return a < b ? a : b;
}

static int64_t distance(const uint8_t *a, const uint8_t *b, size_t n) {
  int64_t *row = malloc((n + 1) * sizeof *row);
  for (size_t j = 0; j <= n; j++) row[j] = (int64_t)j;
  for (size_t i = 0; i < n; i++) {
    int64_t corner = row[0];
    row[0] = (int64_t)i + 1;
    for (size_t j = 0; j < n; j++) {
      int64_t above = row[j + 1], change = a[i] == b[j] ? corner : corner + 1;
      row[j + 1] = smaller(smaller(change, above + 1), row[j] + 1);
      corner = above;
    }
  }
  int64_t result = row[n];
  free(row);
  return result;
}

int main(void) {
  static uint8_t a[COUNT], b[COUNT], backwards[COUNT];
  letters(a, 5);
  letters(b, 11);
  for (int i = 0; i < COUNT; i++) backwards[i] = a[COUNT - 1 - i];
  printf("%lld %lld\n", (long long)distance(a, b, COUNT), (long long)distance(backwards, b, COUNT));
}
