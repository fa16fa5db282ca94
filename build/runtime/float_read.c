// Text as floats, to the nearest one, half to even: directly where both parts are exact, else by
// long division.

#include "float.h"

#include "big.h"
#include "decimal.h"

// More digits than this cannot matter, but that there are some.
#define MOST_DIGITS 780

typedef struct {
  const uint8_t *digits, *fraction;
  size_t whole_count, fraction_count;
  int64_t exponent;
  bool negative;
} number;

static size_t count_digits(const uint8_t *text, size_t n) {
  size_t i = 0;
  while (i < n && text[i] >= '0' && text[i] <= '9') i++;
  return i;
}

static bool split_exponent(const uint8_t *text, size_t n, int64_t *exponent) {
  bool sign = n != 0 && (text[0] == '+' || text[0] == '-');
  size_t digits = count_digits(text + sign, n - sign);
  if (digits == 0 || sign + digits != n) return false;
  int64_t value = 0;
  for (size_t i = 0; i < digits; i++)
    if (value < 1000000) value = value * 10 + (text[sign + i] - '0');
  *exponent = sign && text[0] == '-' ? -value : value;
  return true;
}

// Digits, then a point and digits, then e and an exponent; the latter two may be absent.
static bool split_number(const uint8_t *text, size_t n, number *out) {
  size_t at = 0;
  out->negative = n != 0 && text[0] == '-';
  if (n != 0 && (text[0] == '-' || text[0] == '+')) at = 1;
  out->digits = text + at;
  out->whole_count = count_digits(text + at, n - at);
  at += out->whole_count;
  out->fraction = text + at;
  out->fraction_count = 0;
  out->exponent = 0;
  if (out->whole_count == 0) return false;
  if (at < n && text[at] == '.') {
    out->fraction = text + ++at;
    out->fraction_count = count_digits(text + at, n - at);
    at += out->fraction_count;
    if (out->fraction_count == 0) return false;
  }
  if (at == n) return true;
  if ((text[at] | 0x20) != 'e') return false;
  return split_exponent(text + at + 1, n - at - 1, &out->exponent);
}

// fraction · 2^exponent, a bit more if `sticky`, to the nearest float, half to even.
static double round_binary(uint64_t fraction, int32_t exponent, bool sticky) {
  int32_t bits = 64 - __builtin_clzll(fraction), top = exponent + bits - 1;
  int32_t keep = top >= -1022 ? 53 : 53 - (-1022 - top);
  if (keep < 0) return 0;
  int32_t drop = bits - keep;
  uint64_t kept = fraction >> drop, rest = fraction & (((uint64_t)1 << drop) - 1);
  uint64_t half = (uint64_t)1 << (drop - 1);
  if (rest > half || (rest == half && (sticky || (kept & 1) != 0))) kept++;
  return ldexp((double)kept, exponent + drop);
}

// Long division in octal digits: 21 of them have all bits of a float and ten more.
static double divide_octal(ori_big *a, ori_big *b) {
  int32_t exponent = (int32_t)ori_big_bits(a) - (int32_t)ori_big_bits(b) - 1;
  if (exponent >= 0) ori_big_shift(b, (uint32_t)exponent);
  else ori_big_shift(a, (uint32_t)-exponent);
  uint32_t shift = ori_big_normal(b);
  ori_big_shift(a, shift);
  ori_big_shift(b, shift);
  uint64_t fraction = ori_big_digit(a, b);
  for (int i = 0; i < 20; i++) {
    ori_big_scale(a, 8, 0);
    fraction = fraction << 3 | ori_big_digit(a, b);
  }
  return round_binary(fraction, exponent - 60, a->count != 0);
}

typedef struct {
  ori_big value;
  uint64_t low;
  int32_t count, dropped;
  bool sticky;
} digit_sum;

static void add_digits(digit_sum *sum, const uint8_t *text, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint32_t digit = text[i] - (uint32_t)'0';
    if (sum->count == 0 && digit == 0) continue;
    if (sum->count >= MOST_DIGITS) {
      sum->dropped++;
      sum->sticky |= digit != 0;
      continue;
    }
    sum->count++;
    if (sum->count <= 19) sum->low = sum->low * 10 + digit;
    else {
      if (sum->count == 20) ori_big_set(&sum->value, sum->low);
      ori_big_scale(&sum->value, 10, digit);
    }
  }
}

static double convert(digit_sum *sum, int64_t power) {
  if (sum->count == 0) return 0;
  // Both exact, so the one operation rounds once.
  if (sum->count <= 19 && sum->low <= (uint64_t)1 << 53 && power >= -22 && power <= 22)
    return power < 0 ? (double)sum->low / ori_tens[-power] : (double)sum->low * ori_tens[power];
  if (sum->count + power > 310) return (double)INFINITY;
  if (sum->count + power < -330) return 0;
  if (sum->count <= 19) ori_big_set(&sum->value, sum->low);
  // One digit more stands for all that were left out.
  if (sum->sticky) ori_big_scale(&sum->value, 10, 1), power--;
  ori_big below;
  ori_big_set(&below, 1);
  if (power >= 0) ori_big_scale_ten(&sum->value, (uint32_t)power);
  else ori_big_scale_ten(&below, (uint32_t)-power);
  return divide_octal(&sum->value, &below);
}

bool ori_float_read(const uint8_t *text, size_t length, double *result) {
  number parts;
  if (!split_number(text, length, &parts)) return false;
  digit_sum sum;
  sum.low = 0;
  sum.count = sum.dropped = 0;
  sum.sticky = false;
  add_digits(&sum, parts.digits, parts.whole_count);
  add_digits(&sum, parts.fraction, parts.fraction_count);
  double value = convert(&sum, parts.exponent - (int64_t)parts.fraction_count + sum.dropped);
  *result = parts.negative ? -value : value;
  return true;
}
