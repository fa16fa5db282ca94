// Primitives of int, bool, byte and tags. Every check is one branch with its cold side out of line.

#ifndef ORI_INT_H
#define ORI_INT_H

#include "panic.h"

// The form without unwinding of a primitive of one or two operands, made from the form that tells.
#define ORI_PANICS1(R, NAME, A) \
  ORI_INLINE R NAME(A a, const ori_site *site) { \
    R result; \
    if (ORI_UNLIKELY(NAME##_u(a, site, &result))) ORI_FAILED(); \
    return result; \
  }
#define ORI_PANICS2(R, NAME, A, B) \
  ORI_INLINE R NAME(A a, B b, const ori_site *site) { \
    R result; \
    if (ORI_UNLIKELY(NAME##_u(a, b, site, &result))) ORI_FAILED(); \
    return result; \
  }

#define ORI_FAIL(MESSAGE) return (ori_raise(MESSAGE, site), true)

// ---------------------------------------------------------------- int

ORI_INLINE bool ori_int_add_u(int64_t a, int64_t b, const ori_site *site, int64_t *result) {
  if (ORI_LIKELY(!__builtin_add_overflow(a, b, result))) return false;
  ORI_FAIL("integer overflow in addition");
}
ORI_PANICS2(int64_t, ori_int_add, int64_t, int64_t)

ORI_INLINE bool ori_int_sub_u(int64_t a, int64_t b, const ori_site *site, int64_t *result) {
  if (ORI_LIKELY(!__builtin_sub_overflow(a, b, result))) return false;
  ORI_FAIL("integer overflow in subtraction");
}
ORI_PANICS2(int64_t, ori_int_sub, int64_t, int64_t)

bool ori_int_mul_wide(int64_t a, int64_t b, const ori_site *site, int64_t *result);

ORI_INLINE bool ori_int_mul_u(int64_t a, int64_t b, const ori_site *site, int64_t *result) {
#ifdef __wasm__
  // wasm has no wide product: the builtin calls a routine of 128 bits, so small operands go before
  // it.
  if (ORI_LIKELY((int64_t)(int32_t)a == a && (int64_t)(int32_t)b == b)) {
    *result = a * b;
    return false;
  }
  return ori_int_mul_wide(a, b, site, result);
#else
  if (ORI_LIKELY(!__builtin_mul_overflow(a, b, result))) return false;
  ORI_FAIL("integer overflow in multiplication");
#endif
}
ORI_PANICS2(int64_t, ori_int_mul, int64_t, int64_t)

ORI_INLINE bool ori_int_div_u(int64_t a, int64_t b, const ori_site *site, int64_t *result) {
  if (ORI_UNLIKELY(b == 0)) ORI_FAIL("division by zero");
  if (ORI_UNLIKELY(b == -1 && a == INT64_MIN)) ORI_FAIL("integer overflow in division");
  *result = a / b;
  return false;
}
ORI_PANICS2(int64_t, ori_int_div, int64_t, int64_t)

ORI_INLINE bool ori_int_floor_div_u(int64_t a, int64_t b, const ori_site *site, int64_t *result) {
  if (ORI_UNLIKELY(ori_int_div_u(a, b, site, result))) return true;
  *result -= (a % b != 0) & ((a < 0) != (b < 0));
  return false;
}
ORI_PANICS2(int64_t, ori_int_floor_div, int64_t, int64_t)

ORI_INLINE bool ori_int_rem_u(int64_t a, int64_t b, const ori_site *site, int64_t *result) {
  if (ORI_UNLIKELY(b == 0)) ORI_FAIL("modulo by zero");
  if (ORI_UNLIKELY(b == -1 && a == INT64_MIN)) ORI_FAIL("integer overflow in remainder");
  *result = a % b;
  return false;
}
ORI_PANICS2(int64_t, ori_int_rem, int64_t, int64_t)

bool ori_int_pow_u(int64_t a, int64_t b, const ori_site *site, int64_t *result);
ORI_PANICS2(int64_t, ori_int_pow, int64_t, int64_t)

ORI_INLINE bool ori_int_neg_u(int64_t a, const ori_site *site, int64_t *result) {
  if (ORI_LIKELY(!__builtin_sub_overflow((int64_t)0, a, result))) return false;
  ORI_FAIL("integer overflow in negation");
}
ORI_PANICS1(int64_t, ori_int_neg, int64_t)

ORI_INLINE bool ori_bad_shift(int64_t count, int64_t width, const ori_site *site) {
  if (ORI_LIKELY((uint64_t)count < (uint64_t)width)) return false;
  ori_raise(count < 0 ? "negative shift count" : "shift count exceeds bit width", site);
  return true;
}

ORI_INLINE int64_t ori_int_shl_wrap(int64_t a, int64_t b) {
  return (int64_t)((uint64_t)a << (b & 63));
}

ORI_INLINE bool ori_int_shl_u(int64_t a, int64_t b, const ori_site *site, int64_t *result) {
  if (ORI_UNLIKELY(ori_bad_shift(b, 64, site))) return true;
  *result = ori_int_shl_wrap(a, b);
  if (ORI_LIKELY(*result >> b == a)) return false;
  ORI_FAIL("shift overflow");
}
ORI_PANICS2(int64_t, ori_int_shl, int64_t, int64_t)

ORI_INLINE bool ori_int_shr_u(int64_t a, int64_t b, const ori_site *site, int64_t *result) {
  if (ORI_UNLIKELY(ori_bad_shift(b, 64, site))) return true;
  *result = a >> b;
  return false;
}
ORI_PANICS2(int64_t, ori_int_shr, int64_t, int64_t)

ORI_INLINE int64_t ori_int_shr_logical(int64_t a, int64_t b) {
  return (int64_t)((uint64_t)a >> (b & 63));
}
ORI_INLINE int64_t ori_int_and(int64_t a, int64_t b) { return a & b; }
ORI_INLINE int64_t ori_int_or(int64_t a, int64_t b) { return a | b; }
ORI_INLINE int64_t ori_int_xor(int64_t a, int64_t b) { return a ^ b; }
ORI_INLINE int64_t ori_int_not(int64_t a) { return ~a; }
ORI_INLINE int64_t ori_int_add_wrap(int64_t a, int64_t b) {
  return (int64_t)((uint64_t)a + (uint64_t)b);
}
ORI_INLINE int64_t ori_int_sub_wrap(int64_t a, int64_t b) {
  return (int64_t)((uint64_t)a - (uint64_t)b);
}
ORI_INLINE int64_t ori_int_mul_wrap(int64_t a, int64_t b) {
  return (int64_t)((uint64_t)a * (uint64_t)b);
}
ORI_INLINE bool ori_int_eq(int64_t a, int64_t b) { return a == b; }
ORI_INLINE bool ori_int_ne(int64_t a, int64_t b) { return a != b; }
ORI_INLINE bool ori_int_lt(int64_t a, int64_t b) { return a < b; }
ORI_INLINE bool ori_int_le(int64_t a, int64_t b) { return a <= b; }
ORI_INLINE bool ori_int_gt(int64_t a, int64_t b) { return a > b; }
ORI_INLINE bool ori_int_ge(int64_t a, int64_t b) { return a >= b; }
ORI_INLINE double ori_int_to_float(int64_t a) { return (double)a; }

ORI_INLINE bool ori_int_to_byte_u(int64_t a, const ori_site *site, uint8_t *result) {
  *result = (uint8_t)a;
  if (ORI_LIKELY((uint64_t)a <= 255)) return false;
  ORI_FAIL("conversion out of range");
}
ORI_PANICS1(uint8_t, ori_int_to_byte, int64_t)
ORI_INLINE uint8_t ori_int_to_byte_low(int64_t a) { return (uint8_t)a; }

ORI_INLINE bool ori_int_to_char_u(int64_t a, const ori_site *site, uint32_t *result) {
  *result = (uint32_t)a;
  if (ORI_LIKELY((uint64_t)a <= 0x10ffff && (uint64_t)a - 0xd800 >= 0x800)) return false;
  ORI_FAIL("conversion out of range");
}
ORI_PANICS1(uint32_t, ori_int_to_char, int64_t)
ORI_INLINE uint32_t ori_int_to_char_unchecked(int64_t a) { return (uint32_t)a; }

ori_str *ori_int_to_str(int64_t a);
ori_str *ori_int_to_base(int64_t a, int64_t base, bool upper);
/// Writes the decimal digits and a sign before `end`; the first of them.
char *ori_int_digits(char *end, int64_t a);

// ---------------------------------------------------------------- byte

ORI_INLINE bool ori_byte_add_u(uint8_t a, uint8_t b, const ori_site *site, uint8_t *result) {
  if (ORI_LIKELY(!__builtin_add_overflow(a, b, result))) return false;
  ORI_FAIL("integer overflow in addition");
}
ORI_PANICS2(uint8_t, ori_byte_add, uint8_t, uint8_t)

ORI_INLINE bool ori_byte_sub_u(uint8_t a, uint8_t b, const ori_site *site, uint8_t *result) {
  if (ORI_LIKELY(!__builtin_sub_overflow(a, b, result))) return false;
  ORI_FAIL("integer overflow in subtraction");
}
ORI_PANICS2(uint8_t, ori_byte_sub, uint8_t, uint8_t)

ORI_INLINE bool ori_byte_mul_u(uint8_t a, uint8_t b, const ori_site *site, uint8_t *result) {
  if (ORI_LIKELY(!__builtin_mul_overflow(a, b, result))) return false;
  ORI_FAIL("integer overflow in multiplication");
}
ORI_PANICS2(uint8_t, ori_byte_mul, uint8_t, uint8_t)

ORI_INLINE bool ori_byte_div_u(uint8_t a, uint8_t b, const ori_site *site, uint8_t *result) {
  if (ORI_UNLIKELY(b == 0)) ORI_FAIL("division by zero");
  *result = a / b;
  return false;
}
ORI_PANICS2(uint8_t, ori_byte_div, uint8_t, uint8_t)

ORI_INLINE bool ori_byte_rem_u(uint8_t a, uint8_t b, const ori_site *site, uint8_t *result) {
  if (ORI_UNLIKELY(b == 0)) ORI_FAIL("modulo by zero");
  *result = a % b;
  return false;
}
ORI_PANICS2(uint8_t, ori_byte_rem, uint8_t, uint8_t)

ORI_INLINE bool ori_byte_shl_u(uint8_t a, int64_t b, const ori_site *site, uint8_t *result) {
  if (ORI_UNLIKELY(ori_bad_shift(b, 8, site))) return true;
  *result = (uint8_t)(a << b);
  return false;
}
ORI_PANICS2(uint8_t, ori_byte_shl, uint8_t, int64_t)

ORI_INLINE bool ori_byte_shr_u(uint8_t a, int64_t b, const ori_site *site, uint8_t *result) {
  if (ORI_UNLIKELY(ori_bad_shift(b, 8, site))) return true;
  *result = (uint8_t)(a >> b);
  return false;
}
ORI_PANICS2(uint8_t, ori_byte_shr, uint8_t, int64_t)

ORI_INLINE uint8_t ori_byte_and(uint8_t a, uint8_t b) { return a & b; }
ORI_INLINE uint8_t ori_byte_or(uint8_t a, uint8_t b) { return a | b; }
ORI_INLINE uint8_t ori_byte_xor(uint8_t a, uint8_t b) { return a ^ b; }
ORI_INLINE uint8_t ori_byte_not(uint8_t a) { return (uint8_t)~a; }
ORI_INLINE bool ori_byte_eq(uint8_t a, uint8_t b) { return a == b; }
ORI_INLINE bool ori_byte_ne(uint8_t a, uint8_t b) { return a != b; }
ORI_INLINE bool ori_byte_lt(uint8_t a, uint8_t b) { return a < b; }
ORI_INLINE bool ori_byte_le(uint8_t a, uint8_t b) { return a <= b; }
ORI_INLINE bool ori_byte_gt(uint8_t a, uint8_t b) { return a > b; }
ORI_INLINE bool ori_byte_ge(uint8_t a, uint8_t b) { return a >= b; }
ORI_INLINE int64_t ori_byte_to_int(uint8_t a) { return a; }
ORI_INLINE uint32_t ori_byte_to_char(uint8_t a) { return a; }

// ---------------------------------------------------------------- bool and tags

ORI_INLINE bool ori_bool_eq(bool a, bool b) { return a == b; }
ORI_INLINE bool ori_bool_ne(bool a, bool b) { return a != b; }
ORI_INLINE bool ori_bool_not(bool a) { return !a; }
ORI_INLINE int64_t ori_bool_to_int(bool a) { return a; }
ORI_INLINE bool ori_tag_eq(uint32_t a, uint32_t b) { return a == b; }

#endif
