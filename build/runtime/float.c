// Floats as text: plain, with fixed places, or with an exponent; exactly rounded and equal on every
// target.

#include "float.h"

#include "decimal.h"
#include "str.h"

// ---------------------------------------------------------------- writing

static ori_str *special(double a) {
  if (a != a) return ori_str_ascii("NaN", 3);
  return a > 0 ? ori_str_ascii("inf", 3) : ori_str_ascii("-inf", 4);
}

static bool is_special(double a) { return !(fabs(a) < (double)INFINITY); }

// The digits from position `from` (0 is the first after the point) as they stand, zeros where there
// are none.
static uint8_t *put_digits(uint8_t *to, const ori_decimal *d, int64_t from, int64_t until) {
  for (int64_t i = from; i < until; i++)
    *to++ = i >= 0 && i < d->count ? (uint8_t)d->digits[i] : (uint8_t)'0';
  return to;
}

// Sign, whole digits, and `places` digits after a point.
static ori_str *plain(const ori_decimal *d, bool negative, int64_t places) {
  int64_t whole = d->count == 0 || d->point < 1 ? 1 : d->point;
  int64_t lead = d->count == 0 ? 0 : d->point - whole;
  ori_str *s = ori_str_room((uint64_t)(negative + whole + (places > 0)) + (uint64_t)places);
  uint8_t *to = s->own;
  if (negative) *to++ = '-';
  to = put_digits(to, d, lead, lead + whole);
  if (places > 0) {
    *to++ = '.';
    put_digits(to, d, lead + whole, lead + whole + places);
  }
  s->cap |= ORI_STR_ASCII;
  return s;
}

ori_str *ori_float_to_str(double a) {
  if (is_special(a)) return special(a);
  ori_decimal d;
  ori_decimal_shortest(&d, fabs(a));
  return plain(&d, signbit(a), d.count > d.point ? d.count - d.point : 0);
}

ori_str *ori_float_fixed(double a, int64_t precision) {
  if (is_special(a)) return special(a);
  if (precision < 0) precision = 0;
  ori_decimal d;
  ori_decimal_places(&d, fabs(a), precision);
  return plain(&d, signbit(a), precision);
}

ori_str *ori_float_exponent(double a, int64_t precision, bool upper) {
  if (is_special(a)) return special(a);
  ori_decimal d;
  if (precision < 0) ori_decimal_shortest(&d, fabs(a));
  else ori_decimal_significant(&d, fabs(a), precision < 2000 ? precision + 1 : 2000);
  int64_t exponent = d.count == 0 ? 0 : d.point - 1;
  int64_t places = precision >= 0 ? precision : d.count > 1 ? d.count - 1 : 0;
  char power[24], *end = power + sizeof power;
  char *start = ori_int_digits(end, exponent < 0 ? -exponent : exponent);
  if (end - start < 2) *--start = '0';
  *--start = exponent < 0 ? '-' : '+';
  *--start = upper ? 'E' : 'e';
  d.point = d.count == 0 ? 0 : 1;
  ori_str *mantissa = plain(&d, signbit(a), places);
  ori_str *tail = ori_str_ascii(start, (size_t)(end - start));
  ori_str *s = ori_str_append(mantissa, tail);
  ori_str_drop(tail);
  return s;
}
