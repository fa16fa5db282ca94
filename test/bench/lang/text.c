// Builds text: 600,000 lines of numbers and words by appending, then a checksum over its bytes.
#include "plain.h"

static const char *const WORDS[] = {
  "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta",
};

static Text report(int lines) {
  Text out = { 0 };
  int64_t x = 7;
  for (int i = 0; i < lines; i++) {
    char digits[32];
    x = x * 16807 % 2147483647;
    put(&out, digits, put_int(digits, i));
    put_char(&out, ',');
    put(&out, digits, put_int(digits, x % 100000));
    put_char(&out, ',');
    const char *word = WORDS[x % 8];
    put(&out, word, strlen(word));
    if (x % 3 == 0) put(&out, ",yes", 4);
    put_char(&out, '\n');
  }
  return out;
}

int main(void) {
  Text text = report(600000);
  int64_t a = 1, b = 0;
  for (size_t i = 0; i < text.length; i++) {
    a = (a + (uint8_t)text.bytes[i]) % 65521;
    b = (b + a) % 65521;
  }
  printf("%zu %lld\n", text.length, (long long)(b * 65536 + a));
  for (size_t i = 1000000; i < 1000020; i++) putchar(text.bytes[i] == '\n' ? '|' : text.bytes[i]);
  putchar('\n');
  free(text.bytes);
}
