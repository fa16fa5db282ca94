// Floats: order, conversion to int, and text at its edges. Random values are the probe's business.

#include "check.h"

static void check_writing(void) {
  CHECK(check_owned(ori_float_to_str(0.1), "0.1"));
  CHECK(check_owned(ori_float_to_str(-0.0), "-0"));
  CHECK(check_owned(ori_float_to_str(1e21), "1000000000000000000000"));
  CHECK(check_owned(ori_float_to_str(1.5e-7), "0.00000015"));
  CHECK(check_owned(ori_float_to_str((double)NAN), "NaN"));
  CHECK(check_owned(ori_float_to_str(-(double)INFINITY), "-inf"));
  CHECK(check_owned(ori_float_to_str(9007199254740993.0), "9007199254740992"));
  CHECK(check_owned(ori_float_fixed(0.5, 0), "0"));
  CHECK(check_owned(ori_float_fixed(1.5, 0), "2"));
  CHECK(check_owned(ori_float_fixed(2.5, 0), "2"));
  CHECK(check_owned(ori_float_fixed(0.125, 2), "0.12"));
  CHECK(check_owned(ori_float_fixed(9.995, 2), "9.99"));
  CHECK(check_owned(ori_float_fixed(99.999, 1), "100.0"));
  CHECK(check_owned(ori_float_fixed(-0.0001, 2), "-0.00"));
  CHECK(check_owned(ori_float_fixed(0.06, 1), "0.1"));
  CHECK(check_owned(ori_float_fixed(0.001, 1), "0.0"));
  CHECK(check_owned(ori_float_fixed(3, 3), "3.000"));
  CHECK(check_owned(ori_float_exponent(1234.5, -1, false), "1.2345e+03"));
  CHECK(check_owned(ori_float_exponent(0, -1, false), "0e+00"));
  CHECK(check_owned(ori_float_exponent(9.96, 1, true), "1.0E+01"));
  CHECK(check_owned(ori_float_exponent(1e-300, 2, false), "1.00e-300"));
  CHECK(check_owned(ori_float_exponent(1.25, 1, false), "1.2e+00"));
}

static void check_to_int(void) {
  int64_t r;
  CHECK(ori_float_round(2.5, SITE) == 3 && ori_float_round(-2.5, SITE) == -3);
  CHECK(ori_float_floor(-0.5, SITE) == -1 && ori_float_ceil(0.5, SITE) == 1);
  CHECK(ori_float_truncate(-1.9, SITE) == -1);
  CHECK(ori_float_truncate(-0x1p63, SITE) == INT64_MIN);
  CHECK_PANIC(ori_float_truncate_u(0x1p63, SITE, &r), "conversion out of range");
  CHECK_PANIC(ori_float_floor_u((double)NAN, SITE, &r), "conversion out of range");
  CHECK_PANIC(ori_float_ceil_u((double)INFINITY, SITE, &r), "conversion out of range");
  CHECK(ori_float_whole(3, &r) && r == 3 && !ori_float_whole(3.5, &r));
  CHECK(!ori_float_whole(0x1p63, &r) && !ori_float_whole((double)NAN, &r));
}

void check_floats(void) {
  check_writing();
  check_to_int();
  double nan = (double)NAN;
  CHECK(ori_float_compare(-0.0, 0.0) == -1 && ori_float_compare(0.0, -0.0) == 1);
  CHECK(ori_float_compare(nan, nan) == 0 && ori_float_compare(nan, (double)INFINITY) == 1);
  CHECK(ori_float_compare(1, nan) == -1 && ori_float_compare(1, 2) == -1);
  CHECK(ori_float_hash(0.0) == ori_float_hash(-0.0) && ori_float_hash(nan) == ori_float_hash(-nan));
  CHECK(ori_float_is_normal(1) && !ori_float_is_normal(0x1p-1030) && !ori_float_is_normal(nan));
  CHECK(ori_float_from_bits(ori_float_bits(1.5)) == 1.5);
  double value;
  ori_str *text = text_of(" -1.5e3\n");
  CHECK(ori_str_parse_float(text, &value) && value == -1500);
  ori_str_drop(text);
}
