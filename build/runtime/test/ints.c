// Int and byte arithmetic at its edges.

#include "check.h"

static void check_failing(void) {
  int64_t r;
  uint8_t b;
  CHECK_PANIC(ori_int_add_u(INT64_MAX, 1, SITE, &r), "integer overflow in addition");
  CHECK_PANIC(ori_int_sub_u(INT64_MIN, 1, SITE, &r), "integer overflow in subtraction");
  CHECK_PANIC(ori_int_mul_u(INT64_C(1) << 32, INT64_C(1) << 31, SITE, &r),
              "integer overflow in multiplication");
  CHECK_PANIC(ori_int_neg_u(INT64_MIN, SITE, &r), "integer overflow in negation");
  CHECK_PANIC(ori_int_div_u(1, 0, SITE, &r), "division by zero");
  CHECK_PANIC(ori_int_div_u(INT64_MIN, -1, SITE, &r), "integer overflow in division");
  CHECK_PANIC(ori_int_floor_div_u(INT64_MIN, -1, SITE, &r), "integer overflow in division");
  CHECK_PANIC(ori_int_floor_div_u(1, 0, SITE, &r), "division by zero");
  CHECK_PANIC(ori_int_rem_u(1, 0, SITE, &r), "modulo by zero");
  CHECK_PANIC(ori_int_rem_u(INT64_MIN, -1, SITE, &r), "integer overflow in remainder");
  CHECK_PANIC(ori_int_pow_u(2, 63, SITE, &r), "integer overflow in exponentiation");
  CHECK_PANIC(ori_int_pow_u(2, -1, SITE, &r), "negative exponent on integer");
  CHECK_PANIC(ori_int_shl_u(1, 64, SITE, &r), "shift count exceeds bit width");
  CHECK_PANIC(ori_int_shr_u(1, -1, SITE, &r), "negative shift count");
  CHECK_PANIC(ori_int_shl_u(1, 63, SITE, &r), "shift overflow");
  CHECK_PANIC(ori_int_to_byte_u(256, SITE, &b), "conversion out of range");
  CHECK_PANIC(ori_int_to_byte_u(-1, SITE, &b), "conversion out of range");
  CHECK_PANIC(ori_byte_add_u(255, 1, SITE, &b), "integer overflow in addition");
  CHECK_PANIC(ori_byte_sub_u(0, 1, SITE, &b), "integer overflow in subtraction");
  CHECK_PANIC(ori_byte_mul_u(16, 16, SITE, &b), "integer overflow in multiplication");
  CHECK_PANIC(ori_byte_div_u(16, 0, SITE, &b), "division by zero");
  CHECK_PANIC(ori_byte_rem_u(16, 0, SITE, &b), "modulo by zero");
  CHECK_PANIC(ori_byte_shl_u(1, 8, SITE, &b), "shift count exceeds bit width");
}

static void check_powers(void) {
  CHECK(ori_int_pow(0, 0, SITE) == 1);
  CHECK(ori_int_pow(2, 62, SITE) == INT64_C(1) << 62);
  CHECK(ori_int_pow(-2, 63, SITE) == INT64_MIN);
  CHECK(ori_int_pow(-1, INT64_MAX, SITE) == -1);
  CHECK(ori_int_pow(INT64_MIN, 1, SITE) == INT64_MIN);
  CHECK(ori_int_pow(7, 22, SITE) == INT64_C(3909821048582988049));
  CHECK(ori_int_pow(10, 18, SITE) == INT64_C(1000000000000000000));
}

void check_ints(void) {
  check_failing();
  check_powers();
  CHECK(ori_int_mul(INT64_C(3037000499), INT64_C(3037000499), SITE) ==
        INT64_C(9223372030926249001));
  CHECK(ori_int_mul(INT64_MIN, 1, SITE) == INT64_MIN);
  CHECK(ori_int_div(-7, 2, SITE) == -3 && ori_int_rem(-7, 2, SITE) == -1);
  CHECK(ori_int_floor_div(-7, 2, SITE) == -4 && ori_int_floor_div(7, -2, SITE) == -4);
  CHECK(ori_int_floor_div(-8, 2, SITE) == -4 && ori_int_floor_div(-7, -2, SITE) == 3);
  CHECK(ori_int_shl(-1, 63, SITE) == INT64_MIN && ori_int_shr(-5, 1, SITE) == -3);
  CHECK(ori_int_shr_logical(-1, 60) == 15 && ori_int_shl_wrap(3, 63) == INT64_MIN);
  CHECK(ori_byte_shl(0xff, 4, SITE) == 0xf0 && ori_byte_shr(0xff, 4, SITE) == 0x0f);
  CHECK(check_owned(ori_int_to_str(INT64_MIN), "-9223372036854775808"));
  CHECK(check_owned(ori_int_to_str(0), "0"));
  CHECK(check_owned(ori_int_to_base(255, 16, true), "FF"));
  CHECK(check_owned(ori_int_to_base(-255, 2, false), "-11111111"));
  CHECK(ori_int_to_char(0x10ffff, SITE) == 0x10ffff);
  uint32_t c;
  CHECK_PANIC(ori_int_to_char_u(0xd800, SITE, &c), "conversion out of range");
  CHECK_PANIC(ori_int_to_char_u(0x110000, SITE, &c), "conversion out of range");
  CHECK(ori_int_hash(1) != ori_int_hash(2) && ori_int_hash(7) == ori_int_hash(7));
}
