// Arithmetic on naturals, word by word: only what conversions need.

#include "big.h"

void ori_big_set(ori_big *a, uint64_t value) {
  a->words[0] = (uint32_t)value;
  a->words[1] = (uint32_t)(value >> 32);
  a->count = a->words[1] != 0 ? 2 : a->words[0] != 0;
}

void ori_big_scale(ori_big *a, uint32_t by, uint32_t plus) {
  uint64_t carry = plus;
  for (uint32_t i = 0; i < a->count; i++) {
    carry += (uint64_t)a->words[i] * by;
    a->words[i] = (uint32_t)carry;
    carry >>= 32;
  }
  if (carry != 0) a->words[a->count++] = (uint32_t)carry;
}

void ori_big_scale_ten(ori_big *a, uint32_t power) {
  static const uint32_t tens[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000 };
  for (; power >= 9; power -= 9) ori_big_scale(a, 1000000000, 0);
  ori_big_scale(a, tens[power], 0);
}

void ori_big_shift(ori_big *a, uint32_t bits) {
  if (a->count == 0) return;
  uint32_t whole = bits / 32, part = bits % 32;
  memmove(a->words + whole, a->words, a->count * sizeof *a->words);
  memset(a->words, 0, whole * sizeof *a->words);
  a->count += whole;
  if (part != 0) ori_big_scale(a, (uint32_t)1 << part, 0);
}

uint32_t ori_big_bits(const ori_big *a) {
  if (a->count == 0) return 0;
  return 32 * a->count - (uint32_t)__builtin_clz(a->words[a->count - 1]);
}

int ori_big_compare(const ori_big *a, const ori_big *b) {
  if (a->count != b->count) return a->count < b->count ? -1 : 1;
  for (uint32_t i = a->count; i-- > 0;)
    if (a->words[i] != b->words[i]) return a->words[i] < b->words[i] ? -1 : 1;
  return 0;
}

static uint32_t word(const ori_big *a, uint32_t i) { return i < a->count ? a->words[i] : 0; }

int ori_big_compare_sum(const ori_big *a, const ori_big *b, const ori_big *c) {
  ori_big sum;
  uint64_t carry = 0;
  uint32_t count = a->count > b->count ? a->count : b->count;
  for (uint32_t i = 0; i < count; i++) {
    carry += (uint64_t)word(a, i) + word(b, i);
    sum.words[i] = (uint32_t)carry;
    carry >>= 32;
  }
  if (carry != 0) sum.words[count++] = (uint32_t)carry;
  sum.count = count;
  return ori_big_compare(&sum, c);
}

uint32_t ori_big_normal(const ori_big *divisor) {
  // The highest word gets 28 bits: enough to guess a quotient by, and ten times the divisor has no
  // word more.
  return (28 + 32 - ori_big_bits(divisor) % 32) % 32;
}

// a −= b · by
static void subtract(ori_big *a, const ori_big *b, uint32_t by) {
  uint64_t carry = 0;
  int64_t borrow = 0;
  for (uint32_t i = 0; i < a->count; i++) {
    carry += (uint64_t)word(b, i) * by;
    borrow += (int64_t)a->words[i] - (uint32_t)carry;
    a->words[i] = (uint32_t)borrow;
    carry >>= 32;
    borrow >>= 32;
  }
  while (a->count != 0 && a->words[a->count - 1] == 0) a->count--;
}

uint32_t ori_big_digit(ori_big *a, const ori_big *b) {
  if (a->count < b->count) return 0;
  uint32_t digit = a->words[a->count - 1] / (b->words[b->count - 1] + 1);
  if (digit != 0) subtract(a, b, digit);
  if (ori_big_compare(a, b) >= 0) {
    subtract(a, b, 1);
    digit++;
  }
  return digit;
}
