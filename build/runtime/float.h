// Primitives of float: IEEE 754 binary64, with one total order for comparing and sorting.

#ifndef ORI_FLOAT_H
#define ORI_FLOAT_H

#include <math.h>

#include "int.h"

ORI_INLINE double ori_float_add(double a, double b) { return a + b; }
ORI_INLINE double ori_float_sub(double a, double b) { return a - b; }
ORI_INLINE double ori_float_mul(double a, double b) { return a * b; }
ORI_INLINE double ori_float_div(double a, double b) { return a / b; }
ORI_INLINE double ori_float_pow(double a, double b) { return pow(a, b); }
ORI_INLINE double ori_float_neg(double a) { return -a; }
ORI_INLINE bool ori_float_eq(double a, double b) { return a == b; }
ORI_INLINE bool ori_float_ne(double a, double b) { return a != b; }
ORI_INLINE bool ori_float_lt(double a, double b) { return a < b; }
ORI_INLINE bool ori_float_le(double a, double b) { return a <= b; }
ORI_INLINE bool ori_float_gt(double a, double b) { return a > b; }
ORI_INLINE bool ori_float_ge(double a, double b) { return a >= b; }
ORI_INLINE double ori_float_abs(double a) { return fabs(a); }
ORI_INLINE double ori_float_sqrt(double a) { return sqrt(a); }
// One step of Newton's method: C libraries differ in the last bit, and some miss whole roots.
ORI_INLINE double ori_float_cbrt(double a) {
  double root = cbrt(a), square = root * root, better = root - (square * root - a) / (3 * square);
  return isfinite(better) ? better : root;
}
ORI_INLINE double ori_float_exp(double a) { return exp(a); }
ORI_INLINE double ori_float_ln(double a) { return log(a); }
ORI_INLINE double ori_float_log2(double a) { return log2(a); }
ORI_INLINE double ori_float_log10(double a) { return log10(a); }
ORI_INLINE double ori_float_sin(double a) { return sin(a); }
ORI_INLINE double ori_float_cos(double a) { return cos(a); }
ORI_INLINE double ori_float_tan(double a) { return tan(a); }
ORI_INLINE double ori_float_asin(double a) { return asin(a); }
ORI_INLINE double ori_float_acos(double a) { return acos(a); }
ORI_INLINE double ori_float_atan(double a) { return atan(a); }
ORI_INLINE double ori_float_atan2(double a, double b) { return atan2(a, b); }
ORI_INLINE bool ori_float_is_nan(double a) { return a != a; }
ORI_INLINE bool ori_float_is_infinite(double a) { return fabs(a) == (double)INFINITY; }
ORI_INLINE bool ori_float_is_normal(double a) {
  return fabs(a) >= 0x1p-1022 && fabs(a) < (double)INFINITY;
}

ORI_INLINE int64_t ori_float_bits(double a) {
  int64_t bits;
  memcpy(&bits, &a, sizeof bits);
  return bits;
}

ORI_INLINE double ori_float_from_bits(int64_t bits) {
  double a;
  memcpy(&a, &bits, sizeof a);
  return a;
}

/// −1, 0 or 1 in the total order: −0.0 before +0.0, NaN last and equal to itself.
ORI_INLINE int64_t ori_float_compare(double a, double b) {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a == b) return (int64_t)(signbit(b) != 0) - (int64_t)(signbit(a) != 0);
  return (int64_t)(a != a) - (int64_t)(b != b);
}

/// A whole float as an int; no float between the largest int and 2^63 exists.
ORI_INLINE bool ori_float_whole(double a, int64_t *result) {
  bool in_range = a >= -0x1p63 && a < 0x1p63;
  *result = in_range ? (int64_t)a : 0;
  return in_range && (double)*result == a;
}

ORI_INLINE bool ori_float_truncate_u(double a, const ori_site *site, int64_t *result) {
  if (ORI_UNLIKELY(!(a >= -0x1p63 && a < 0x1p63))) ORI_FAIL("conversion out of range");
  *result = (int64_t)a;
  return false;
}
ORI_PANICS1(int64_t, ori_float_truncate, double)

ORI_INLINE bool ori_float_floor_u(double a, const ori_site *site, int64_t *result) {
  return ori_float_truncate_u(floor(a), site, result);
}
ORI_PANICS1(int64_t, ori_float_floor, double)

ORI_INLINE bool ori_float_ceil_u(double a, const ori_site *site, int64_t *result) {
  return ori_float_truncate_u(ceil(a), site, result);
}
ORI_PANICS1(int64_t, ori_float_ceil, double)

ORI_INLINE bool ori_float_round_u(double a, const ori_site *site, int64_t *result) {
  return ori_float_truncate_u(round(a), site, result);
}
ORI_PANICS1(int64_t, ori_float_round, double)

int64_t ori_float_hash(double a);
ori_str *ori_float_to_str(double a);
ori_str *ori_float_fixed(double a, int64_t precision);
/// Mantissa and exponent; a negative precision means the shortest mantissa.
ori_str *ori_float_exponent(double a, int64_t precision, bool upper);

/// Reads decimal or exponent form, sign included; false if it is anything else.
bool ori_float_read(const uint8_t *text, size_t length, double *result);

#endif
