// Digits by exact long division (Steele and White 1990, with a first guess of the exponent), and
// before it a path without big numbers for what is short in decimal, which is nearly all that
// people write.

#include "decimal.h"

#include <math.h>

#include "big.h"

/// value = rest / whole · 10^point, at least a tenth of it and below; half the gap to the next
/// float up and down.
typedef struct {
  ori_big rest, whole, up, down;
  int32_t point;
  bool even;
} division;

static uint64_t split(double value, int32_t *exponent) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  uint64_t fraction = bits & 0xfffffffffffffu;
  int32_t biased = (int32_t)(bits >> 52 & 0x7ff);
  *exponent = (biased == 0 ? 1 : biased) - 1075;
  return biased == 0 ? fraction : fraction | (uint64_t)1 << 52;
}

static void start(division *d, double value) {
  int32_t exponent;
  uint64_t fraction = split(value, &exponent);
  // Below a power of two the floats are twice as dense.
  uint32_t uneven = fraction == (uint64_t)1 << 52 && exponent > -1074;
  uint32_t left = exponent > 0 ? (uint32_t)exponent : 0,
           right = exponent < 0 ? (uint32_t)-exponent : 0;
  ori_big_set(&d->rest, fraction);
  ori_big_shift(&d->rest, left + 1 + uneven);
  ori_big_set(&d->whole, 1);
  ori_big_shift(&d->whole, right + 1 + uneven);
  ori_big_set(&d->up, 1);
  ori_big_shift(&d->up, left + uneven);
  ori_big_set(&d->down, 1);
  ori_big_shift(&d->down, left);
  d->even = (fraction & 1) == 0;
  int32_t top = exponent + 63 - __builtin_clzll(fraction);
  d->point = (int32_t)ceil(top * 0.30102999566398120 - 1e-10);
  if (d->point >= 0) {
    ori_big_scale_ten(&d->whole, (uint32_t)d->point);
  } else {
    ori_big_scale_ten(&d->rest, (uint32_t)-d->point);
    ori_big_scale_ten(&d->up, (uint32_t)-d->point);
    ori_big_scale_ten(&d->down, (uint32_t)-d->point);
  }
}

// The guess of the exponent may be one too low.
static void settle(division *d, bool too_low) {
  if (too_low) {
    d->point++;
    ori_big_scale(&d->whole, 10, 0);
  }
  uint32_t shift = ori_big_normal(&d->whole);
  ori_big_shift(&d->whole, shift);
  ori_big_shift(&d->rest, shift);
  ori_big_shift(&d->up, shift);
  ori_big_shift(&d->down, shift);
}

static void trim_zeros(ori_decimal *out) {
  while (out->count > 0 && out->digits[out->count - 1] == '0') out->count--;
}

static void round_up(ori_decimal *out) {
  while (out->count > 0 && out->digits[out->count - 1] == '9') out->count--;
  if (out->count > 0) {
    out->digits[out->count - 1]++;
    return;
  }
  out->digits[out->count++] = '1';
  out->point++;
}

// ---------------------------------------------------------------- shortest

const double ori_tens[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                            1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

static void from_int(ori_decimal *out, uint64_t value, int32_t places) {
  char text[20];
  int32_t start = 20;
  for (; value != 0; value /= 10) text[--start] = (char)('0' + value % 10);
  out->count = 20 - start;
  out->point = out->count - places;
  memcpy(out->digits, text + start, (size_t)out->count);
  trim_zeros(out);
}

// Up to 15 digits are told apart by floats, and n / 10^k of exact operands is rounded once: if it
// is the value, then these are its digits, and the first k that fits gives the fewest.
static bool short_digits(ori_decimal *out, double value) {
  for (int32_t k = 0; k <= 22; k++) {
    double scaled = value * ori_tens[k];
    if (scaled >= 1e15) return false;
    uint64_t n = (uint64_t)(scaled + 0.5);
    if (n != 0 && (double)n / ori_tens[k] == value) return from_int(out, n, k), true;
  }
  return false;
}

void ori_decimal_shortest(ori_decimal *out, double value) {
  out->count = out->point = 0;
  if (value == 0 || short_digits(out, value)) return;
  division d;
  start(&d, value);
  int over = ori_big_compare_sum(&d.rest, &d.up, &d.whole);
  settle(&d, over > 0 || (over == 0 && d.even));
  out->point = d.point;
  for (;;) {
    ori_big_scale(&d.rest, 10, 0);
    ori_big_scale(&d.up, 10, 0);
    ori_big_scale(&d.down, 10, 0);
    uint32_t digit = ori_big_digit(&d.rest, &d.whole);
    int below = ori_big_compare(&d.rest, &d.down);
    int above = ori_big_compare_sum(&d.rest, &d.up, &d.whole);
    bool low = below < 0 || (below == 0 && d.even), high = above > 0 || (above == 0 && d.even);
    out->digits[out->count++] = (char)('0' + digit);
    if (!low && !high) continue;
    int half = ori_big_compare_sum(&d.rest, &d.rest, &d.whole);
    if (high && (!low || half > 0 || (half == 0 && (digit & 1) != 0))) round_up(out);
    return;
  }
}

// ---------------------------------------------------------------- as many as asked for

static void divide(ori_decimal *out, division *d, int64_t wanted) {
  out->count = 0;
  out->point = d->point;
  while (out->count < wanted && d->rest.count != 0) {
    ori_big_scale(&d->rest, 10, 0);
    out->digits[out->count++] = (char)('0' + ori_big_digit(&d->rest, &d->whole));
  }
  int half = ori_big_compare_sum(&d->rest, &d->rest, &d->whole);
  bool odd = out->count > 0 && (out->digits[out->count - 1] & 1) != 0;
  if (half > 0 || (half == 0 && odd)) round_up(out);
  trim_zeros(out);
}

static void start_exact(division *d, double value) {
  start(d, value);
  settle(d, ori_big_compare(&d->rest, &d->whole) >= 0);
}

void ori_decimal_places(ori_decimal *out, double value, int64_t places) {
  out->count = out->point = 0;
  if (value == 0) return;
  division d;
  start_exact(&d, value);
  int64_t wanted = places > 2000 ? 2000 : places + d.point;
  if (wanted >= 0) divide(out, &d, wanted);
}

void ori_decimal_significant(ori_decimal *out, double value, int64_t count) {
  out->count = out->point = 0;
  if (value == 0) return;
  division d;
  start_exact(&d, value);
  divide(out, &d, count);
}
