// The cold side of int: wide products, powers, and digits.

#include "int.h"

#include "str.h"

bool ori_int_mul_wide(int64_t a, int64_t b, const ori_site *site, int64_t *result) {
  if (ORI_LIKELY(!__builtin_mul_overflow(a, b, result))) return false;
  ORI_FAIL("integer overflow in multiplication");
}

bool ori_int_pow_u(int64_t a, int64_t b, const ori_site *site, int64_t *result) {
  if (b < 0) ORI_FAIL("negative exponent on integer");
  int64_t power = 1;
  for (;;) {
    if ((b & 1) != 0 && __builtin_mul_overflow(power, a, &power)) break;
    b >>= 1;
    if (b == 0) {
      *result = power;
      return false;
    }
    // The square is needed from here on: where it overflows, so does the power.
    if (__builtin_mul_overflow(a, a, &a)) break;
  }
  ORI_FAIL("integer overflow in exponentiation");
}

// An int in base 2 with its sign.
#define DIGITS 66

static char *digits(char *end, int64_t a, uint64_t base, const char *alphabet) {
  uint64_t rest = a < 0 ? 0 - (uint64_t)a : (uint64_t)a;
  do {
    *--end = alphabet[rest % base];
    rest /= base;
  } while (rest != 0);
  if (a < 0) *--end = '-';
  return end;
}

char *ori_int_digits(char *end, int64_t a) { return digits(end, a, 10, "0123456789"); }

ori_str *ori_int_to_str(int64_t a) {
  char text[DIGITS];
  char *start = ori_int_digits(text + DIGITS, a);
  return ori_str_ascii(start, (size_t)(text + DIGITS - start));
}

ori_str *ori_int_to_base(int64_t a, int64_t base, bool upper) {
  char text[DIGITS];
  const char *alphabet =
      upper ? "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" : "0123456789abcdefghijklmnopqrstuvwxyz";
  char *start = digits(text + DIGITS, a, (uint64_t)base, alphabet);
  return ori_str_ascii(start, (size_t)(text + DIGITS - start));
}
