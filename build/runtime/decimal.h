// The decimal digits of a float: the shortest that read back equal, or as many as asked for,
// exactly rounded.

#ifndef ORI_DECIMAL_H
#define ORI_DECIMAL_H

#include "base.h"

// No float has more significant digits than 767; rounding up can add one.
#define ORI_DECIMAL_DIGITS 770

/// The powers of ten that are floats exactly.
extern const double ori_tens[23];

/// 0.DIGITS · 10^point, without trailing zeros. Zero has no digits.
typedef struct {
  int32_t count, point;
  char digits[ORI_DECIMAL_DIGITS];
} ori_decimal;

/// The digits of a finite float that is not negative: the fewest that read back equal, of these the
/// nearest.
void ori_decimal_shortest(ori_decimal *d, double value);
/// Rounded, half to even, to `places` digits after the point.
void ori_decimal_places(ori_decimal *d, double value, int64_t places);
/// Rounded, half to even, to `count` ≥ 1 significant digits.
void ori_decimal_significant(ori_decimal *d, double value, int64_t count);

#endif
