// Matches patterns with classes, `*` and `?` by backtracking, at every place of a text of 1.5 MB.
#include "plain.h"

enum { COUNT = 1500000 };

typedef struct {
  enum { EXACT, ANY, WITHIN } kind;
  uint8_t low, high;
  enum { ONCE, MAYBE, MANY } times;
} Part;

static size_t compile(const char *pattern, Part *parts) {
  size_t count = 0;
  while (*pattern != 0) {
    Part part = { EXACT, (uint8_t)*pattern, 0, ONCE };
    if (*pattern == '.') part.kind = ANY;
    if (*pattern == '[') part = (Part){ WITHIN, (uint8_t)pattern[1], (uint8_t)pattern[3], ONCE };
    pattern += *pattern == '[' ? 5 : 1;
    if (*pattern == '*') part.times = MANY;
    if (*pattern == '?') part.times = MAYBE;
    if (part.times != ONCE) pattern++;
    parts[count++] = part;
  }
  return count;
}

static bool fits(const Part *part, uint8_t byte) {
  switch (part->kind) {
    case EXACT: return byte == part->low;
    case ANY: return byte != '\n';
    default: return byte >= part->low && byte <= part->high;
  }
}

static int64_t ends(const Part *parts, size_t count, size_t part, const uint8_t *text,
                    int64_t length, int64_t start) {
  if (part == count) return start;
  const Part *one = &parts[part];
  bool here = start < length && fits(one, text[start]);
  if (one->times == ONCE)
    return here ? ends(parts, count, part + 1, text, length, start + 1) : -1;
  if (one->times == MAYBE) {
    int64_t end = here ? ends(parts, count, part + 1, text, length, start + 1) : -1;
    return end >= 0 ? end : ends(parts, count, part + 1, text, length, start);
  }
  int64_t at = start;
  while (at < length && fits(one, text[at])) at++;
  int64_t end = ends(parts, count, part + 1, text, length, at);
  while (end < 0 && at > start) end = ends(parts, count, part + 1, text, length, --at);
  return end;
}

int main(void) {
  static uint8_t text[COUNT];
  int64_t x = 11;
  for (int i = 0; i < COUNT; i++) {
    x = x * 16807 % 2147483647;
    text[i] = i % 80 == 79 ? '\n' : (uint8_t)(97 + x % 6);
  }
  const char *patterns[] = { "a[b-d]*e", "f.*a", "ab?c?d", "[a-c]*[b-e]*f", "e.?e.?e" };
  for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
    Part parts[16];
    size_t count = compile(patterns[i], parts);
    int64_t found = 0, total = 0;
    for (int64_t start = 0; start < COUNT; start++) {
      int64_t end = ends(parts, count, 0, text, COUNT, start);
      if (end < 0) continue;
      found++;
      total += end - start;
    }
    printf("%s %lld %lld\n", patterns[i], (long long)found, (long long)total);
  }
}
